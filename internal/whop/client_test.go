package whop

import (
	"strings"
	"testing"
)

func TestNewRefusesWhatWouldLeakTheKey(t *testing.T) {
	for name, config := range map[string]Config{
		"http to another host":         {BaseURL: "http://api.whop.com/api/v1", Key: testKey},
		"http to a loopback lookalike": {BaseURL: "http://127.0.0.1.example.com/api/v1", Key: testKey},
		"http to a private network":    {BaseURL: "http://192.168.1.4/api/v1", Key: testKey},
		"a password in the address":    {BaseURL: "https://me:" + testKey + "@api.whop.com/api/v1", Key: testKey},
		"an address that is none":      {BaseURL: "https://api.whop.com:" + testKey + "/", Key: testKey},
		"a query in the address":       {BaseURL: "https://api.whop.com/api/v1?key=1", Key: testKey},
		"a host in other letters":      {BaseURL: "https://api.wh\u043ep.com/api/v1", Key: testKey},
		"a host that ends in a dot":    {BaseURL: "https://api.whop.com./api/v1", Key: testKey},
		"a path that a shell obeys":    {BaseURL: "https://api.whop.com/$(id)", Key: testKey},
		"no host":                      {BaseURL: "https:///api/v1", Key: testKey},
		"another scheme":               {BaseURL: "ftp://api.whop.com/api/v1", Key: testKey},
		"no key":                       {BaseURL: "https://api.whop.com/api/v1"},
		"a key with a line break":      {BaseURL: "https://api.whop.com/api/v1", Key: testKey + "\n"},
		"a version that is no date":    {BaseURL: "https://api.whop.com/api/v1", Key: testKey, Version: "newest"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(config)
			if err == nil {
				t.Fatal("was accepted")
			}
			if strings.Contains(err.Error(), testKey) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

func TestNewAcceptsHTTPSAndLoopback(t *testing.T) {
	for _, config := range []Config{
		{BaseURL: "https://api.whop.com/api/v1", Key: testKey},
		{BaseURL: "https://sandbox-api.whop.com/api/v1/", Key: testKey, Version: "2026-08-25-2"},
		{BaseURL: "http://localhost:8080/api/v1"},
		{BaseURL: "http://[::1]:8080/api/v1"},
		{BaseURL: "http://127.0.0.9:8080/api/v1"},
	} {
		if _, err := New(config); err != nil {
			t.Errorf("%s: %v", config.BaseURL, err)
		}
	}
}

func TestOnlyTheRealAPIIsPacedByDefault(t *testing.T) {
	for _, test := range []struct {
		base string
		rate int
		want int
	}{
		{"https://api.whop.com/api/v1", 0, 600},
		{"https://api.whop.com/api/v1", 30, 30},
		{"https://api.whop.com/api/v1", -1, 0},
		{"http://127.0.0.1:1/api/v1", 0, 0},
		{"http://127.0.0.1:1/api/v1", 30, 30},
	} {
		c := open(t, Config{BaseURL: test.base, MaxRate: test.rate})
		if c.sender.pace.perMinute != test.want {
			t.Errorf("%s with %d: %d requests a minute, want %d", test.base, test.rate, c.sender.pace.perMinute, test.want)
		}
	}
}
