package course_test

import (
	"testing"

	"whopsync/internal/course"
)

func TestADestinationIsAGapInABody(t *testing.T) {
	unknown := course.Resolver{FileURL: func(course.File) string { return "" }, ID: func(course.Address) string { return "" }}
	body := course.Body{Text: "Look:\n![clay](images/clay one.png)\nand [wedge](02-wedging.md).\n", Refs: []course.Ref{
		{Span: course.Span{Start: 14, End: 33}, File: &course.File{Name: "clay one.png"}},
	}}
	link := body.Text[14:33]
	if link != "images/clay one.png" {
		t.Fatalf("the test is about %q", link)
	}
	for live, want := range map[string]bool{
		"Look:\n![clay](https://cdn.example/1/clay%20one.png)\nand [wedge](02-wedging.md).":    true,
		"Look:\n![clay](https://cdn.example/4711?s=1)\nand [wedge](02-wedging.md).":            true,
		"Look:\n![clay](https://cdn.example/1/clay%20two.png)\nand [wedge](02-wedging.md).":    false,
		"Look:\n![clay]()\nand [wedge](02-wedging.md).":                                        false,
		"Look:\n![clay](https://cdn.example/1 2)\nand [wedge](02-wedging.md).":                 false,
		"Look:\n![clay](https://cdn.example/1/clay%20one.png)\nand [wedge](02-wedging.md). x":  false,
		"Look:  \n![clay](https://cdn.example/1/clay%20one.png)\n\nand [wedge](02-wedging.md)": true,
	} {
		if got := body.Fits(live, unknown); got != want {
			t.Errorf("fits %q: %t", live, got)
		}
	}
}

func TestPicturesSideBySideAreRecognised(t *testing.T) {
	unknown := course.Resolver{FileURL: func(course.File) string { return "" }, ID: func(course.Address) string { return "" }}
	body := course.Body{Text: "![](a.png) ![](b.png)", Refs: []course.Ref{
		{Span: course.Span{Start: 4, End: 9}, File: &course.File{Name: "a.png"}},
		{Span: course.Span{Start: 15, End: 20}, File: &course.File{Name: "b.png"}},
	}}
	for live, want := range map[string]bool{
		"![](https://cdn.example/1/a.png)\n![](https://cdn.example/2/b.png)": true,
		"![](https://cdn.example/2/b.png)\n![](https://cdn.example/1/a.png)": false,
		"![](https://cdn.example/1/a.png)":                                   false,
	} {
		if got := body.Fits(live, unknown); got != want {
			t.Errorf("fits %q: %t", live, got)
		}
	}
}
