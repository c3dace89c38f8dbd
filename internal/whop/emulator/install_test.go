package emulator_test

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

func TestExperiencesAreFilteredByProductAppAndAge(t *testing.T) {
	now := noon
	e := newEmulator(t, emulator.Options{Clock: func() time.Time { return now }})
	now = now.Add(time.Hour)
	product := must(e.Dashboard.AddProduct(emulator.Product{Account: emulator.LocalAccount, Title: "Evening school", Route: "evening"}))(t)
	app := emulator.App{ID: "app_0vPZThfBpAwLo", Name: "Courses"}
	evening := must(e.Dashboard.AddExperience(emulator.Experience{Account: emulator.LocalAccount, Products: []string{product}, Name: "Evening", App: app}))(t)
	c := call(t, e)
	for query, want := range map[string][]string{
		"":                                            {emulator.LocalExperience, emulator.LocalChat, evening},
		"&product_id=" + product:                      {evening},
		"&app_id=" + app.ID:                           {emulator.LocalExperience, evening},
		"&created_after=2026-10-01T08:30:00Z":         {evening},
		"&created_before=2026-10-01T08:30:00Z":        {emulator.LocalExperience, emulator.LocalChat},
		"&product_id=prod_missing":                    nil,
		"&first=1&app_id=app_0vPZThfBpAwLo":           {emulator.LocalExperience},
		"&product_id=" + emulator.LocalProduct:        {emulator.LocalExperience, emulator.LocalChat},
		"&last=1&created_before=2027-01-01T00:00:00Z": {evening},
	} {
		if diff := cmp.Diff(want, c.list("/experiences?account_id="+emulator.LocalAccount+query).ids()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
	c.want(400, "GET", "/experiences", "")
	c.want(400, "GET", "/experiences?created_after=yesterday&account_id="+emulator.LocalAccount, "")
	c.want(404, "GET", "/experiences/exp_missing", "")
	if diff := cmp.Diff([]string{emulator.LocalProduct, product}, c.list("/products?account_id="+emulator.LocalAccount).ids()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{emulator.LocalAccount}, c.list("/companies").ids()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingIsInstalledOnWhatIsNotThere(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	if _, err := e.Dashboard.AddProduct(emulator.Product{Account: "biz_missing"}); err == nil {
		t.Error("a product without an account")
	}
	if _, err := e.Dashboard.AddExperience(emulator.Experience{Account: "biz_missing"}); err == nil {
		t.Error("an experience without an account")
	}
}

func TestAWriteThatCannotBeKeptIsAnError(t *testing.T) {
	e := newEmulator(t, emulator.Options{Dir: t.TempDir()})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	call(t, e).want(500, "POST", "/courses", newCourse)
	if _, err := e.Dashboard.AddCourse(emulator.LocalExperience, "Pottery"); err == nil {
		t.Error("no error")
	}
}

func TestADirectoryThatCannotBeMadeIsAnError(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := emulator.New(emulator.Options{Dir: file}); err == nil {
		t.Error("no error")
	}
}
