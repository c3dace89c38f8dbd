package course_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestDepthSaysTheKind(t *testing.T) {
	for text, want := range map[string]course.Kind{
		"pottery":              course.KindCourse,
		"pottery/clay":         course.KindChapter,
		"pottery/clay/wedging": course.KindLesson,
		"Töpfern/1 Ton/Kneten": course.KindLesson,
	} {
		address, err := course.ParseAddress(text)
		if err != nil || address.Kind() != want || address.String() != text {
			t.Errorf("ParseAddress(%q) = %s (%s), %v; want a %s", text, address, address.Kind(), err, want)
		}
	}
}

func TestWhatCannotBeAnAddressIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "/", "a/", "/a", "a//b", "a/b/c/d", ".", "a/..", " a", "a ", `a\b`, "a\nb", "a\x00", "\xff", "a\u202eb", "\u200b",
	} {
		if address, err := course.ParseAddress(text); err == nil {
			t.Errorf("ParseAddress(%q) = %q, want an error", text, address)
		}
	}
}

func TestParentsContainTheirChildren(t *testing.T) {
	pottery := course.Address{Course: "pottery"}
	clay := pottery.Child("clay")
	wedging := clay.Child("wedging")
	if wedging.Parent() != clay || clay.Parent() != pottery || !pottery.Parent().IsZero() {
		t.Errorf("the parents of %s are %s and %s", wedging, wedging.Parent(), clay.Parent())
	}
	for _, inside := range []course.Address{pottery, clay, wedging} {
		if !pottery.Contains(inside) {
			t.Errorf("%s does not contain %s", pottery, inside)
		}
	}
	if wedging.Contains(clay) || clay.Contains(pottery.Child("wheel").Child("wedging")) {
		t.Error("a lesson contains its chapter, or a chapter the lesson of another")
	}
}

func TestAParentSortsBeforeItsChildren(t *testing.T) {
	pottery := course.Address{Course: "pottery"}
	want := []course.Address{pottery, pottery.Child("clay"), pottery.Child("clay").Child("a"), pottery.Child("wheel"), {Course: "weaving"}}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, course.Address.Compare)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func FuzzAddressRoundTrip(f *testing.F) {
	for _, seed := range []string{"pottery", "pottery/clay/wedging", "a/b/c/d", "é/👩‍🎨", "a\u202e", "", "//"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := course.ParseAddress(text)
		if err != nil {
			return
		}
		if address.String() != text {
			t.Fatalf("%q became %q", text, address)
		}
		data, err := json.Marshal(map[course.Address]course.Address{address: address})
		if err != nil {
			t.Fatal(err)
		}
		var back map[course.Address]course.Address
		if err := json.Unmarshal(data, &back); err != nil || back[address] != address {
			t.Fatalf("%q became %v through JSON: %v", text, back, err)
		}
	})
}
