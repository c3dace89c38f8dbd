package backend_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/statetest"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

func TestS3StoreConforms(t *testing.T) {
	conform(t, testscale.Rounds(10, 1), func(t *testing.T) opener { return inBucket(t, newS3(t, nil)) })
}

func TestAStateInABucketSurvivesKills(t *testing.T) {
	testKills(t, "s3://academy/production?endpoint="+newS3(t, nil), t.TempDir)
}

// A real store, where there is one.
func TestS3StoreConformsOnVersityGateway(t *testing.T) {
	gateway := statetest.Gateway(t, "academy", accessKey, secretKey)
	places := 0
	conform(t, testscale.Rounds(5, 1), func(t *testing.T) opener {
		places++
		return atKey(t, gateway, fmt.Sprint("production-", places))
	})
}

func TestAStoreThatIgnoresConditionsIsRefused(t *testing.T) {
	for _, ignored := range []string{"If-None-Match", "If-Match"} {
		t.Run(ignored, func(t *testing.T) {
			touched := false
			open := inBucket(t, newS3(t, func(r *http.Request) {
				r.Header.Del(ignored)
				touched = touched || r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/production")
			}))
			if _, err := open().Lock(t.Context(), storetest.HolderNamed("1")); err == nil || !strings.Contains(err.Error(), "ignores conditions") {
				t.Errorf("got %v, want a refusal", err)
			}
			if touched {
				t.Error("the state was written to before the store was found out")
			}
		})
	}
}

func TestReadingAStateInABucketWritesNothing(t *testing.T) {
	open := inBucket(t, newS3(t, func(r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.URL)
		}
	}))
	storetest.MustEqual(t, nil, storetest.MustLoad(t, open()))
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("held by %v (%v)", holder, err)
	}
}

func TestABucketSaysWhatIsWrong(t *testing.T) {
	t.Run("no bucket", func(t *testing.T) {
		endpoint := newS3(t, nil)
		store := mustOpen(t, "s3://nowhere/production?endpoint="+endpoint, t.TempDir())
		if _, err := store.Lock(t.Context(), storetest.HolderNamed("1")); err == nil || !strings.Contains(err.Error(), "make the bucket nowhere first") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no key", func(t *testing.T) {
		open := inBucket(t, newS3(t, nil))
		home := t.TempDir()
		for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": home, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/"} {
			t.Setenv(name, value)
		}
		if _, err := open().Load(t.Context()); err == nil || !strings.Contains(err.Error(), "there is no key") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }))
		t.Cleanup(server.Close)
		_, err := inBucket(t, server.URL)().Load(t.Context())
		if err == nil || !strings.Contains(hint.Text(err), "The key needs s3:GetObject") || strings.Contains(hint.Text(err), "clay-secret") {
			t.Errorf("got %v", err)
		}
	})
}

// newS3 starts a store with a bucket academy. tamper sees each request on its way there.
func newS3(t *testing.T, tamper func(*http.Request)) (endpoint string) {
	t.Helper()
	fake, err := statetest.NewS3("academy")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tamper != nil {
			tamper(r)
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	setKeys(t)
	return server.URL
}

const accessKey, secretKey = "clay", "clay-secret"

func setKeys(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", accessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretKey)
}

// inBucket is an object of the bucket academy.
func inBucket(t *testing.T, endpoint string) opener { return atKey(t, endpoint, "production") }

func atKey(t *testing.T, endpoint, key string) opener {
	setKeys(t)
	dir := t.TempDir()
	return func() state.Store { return mustOpen(t, "s3://academy/"+key+"?endpoint="+endpoint, dir) }
}
