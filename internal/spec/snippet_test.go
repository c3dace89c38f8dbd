package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

const variablesYAML = "version: 1\nvariables: {price: $49, seats: 12, shop: https://shop.example/}\nenvironments:\n" +
	"  production: {experience: exp_1a2b3c4d5e6f7a, variables: {price: $99, offer: now}}\n"

// shared is a course whose lesson has a text, with texts to include beside it.
func shared(t *testing.T, text string) files {
	t.Helper()
	return pottery(text).with(files{
		ConfigFile:                               variablesYAML,
		"courses/pottery/_shared/refunds.md":     "**Refunds** within 30 days.\n",
		"courses/pottery/_shared/two.md":         "One.\n\nTwo.\n\n",
		"courses/pottery/_shared/price.md":       "It is {{price}}, see [kinds](../01-clay/01-kinds.md) ![a](clay.png).<!-- not for students -->\n",
		"courses/pottery/_shared/empty.md":       "",
		"courses/pottery/_shared/windows.md":     "\ufeffA\r\nB\r\n",
		"courses/pottery/_shared/clay.png":       pngPicture(t),
		"courses/pottery/01-clay/_same/clay.png": pngPicture(t),
	})
}

func TestWhatIsIncludedIsSentAsIfItStoodThere(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"{{#include ../_shared/refunds.md}}\n", "**Refunds** within 30 days.\n"},
		{"A\n{{#include ../_shared/refunds.md}}\nB\n", "A\n**Refunds** within 30 days.\nB\n"},
		{"A\n\n{{ #include   ../_shared/refunds.md }}  \n", "A\n\n**Refunds** within 30 days.\n"},
		{"{{#include ../_shared/two.md}}\nB\n", "One.\n\nTwo.\n\nB\n"},
		{"{{#include ../_shared/two.md}}", "One.\n\nTwo.\n"},
		{"A\n{{#include ../_shared/empty.md}}\nB\n", "A\n\nB\n"},
		{"{{#include ../_shared/windows.md}}\n", "A\nB\n"},
		{"{{#include ../_shared/price.md}}\n{{#include ../_shared/price.md}}\n", strings.Repeat("It is $49, see [kinds](LESSON(pottery/clay/kinds)) ![a](FILE(courses/pottery/_shared/clay.png)).\n", 2)},
		{"{{price}} and {{ seats }}, {{other}} {{ price | upper }} {price} {{price}\n", "$49 and 12, {{other}} {{ price | upper }} {price} {{price}\n"},
		{"[buy]({{shop}}now) <a href=\"{{shop}}\">x</a>\n\n<div>{{price}}</div>\n", "[buy](https://shop.example/now) <a href=\"https://shop.example/\">x</a>\n\n<div>$49</div>\n"},
		{"`{{price}}` ``x {{price}}``\n\n```\n{{#include ../_shared/refunds.md}}\n```\n\n    {{price}}\n", "`{{price}}` ``x {{price}}``\n\n```\n{{#include ../_shared/refunds.md}}\n```\n\n    {{price}}\n"},
		{"\\{{price}} \\{{other}} \\{{#include ../_shared/refunds.md}}\n", "{{price}} \\{{other}} {{#include ../_shared/refunds.md}}\n"},
		{"<!-- {{#include nowhere.md}} -->A\n", "A\n"},
		{"# Title\n\n{{#include ../_shared/refunds.md}}\n", "**Refunds** within 30 days.\n"},
	} {
		if diff := cmp.Diff(test.want, bodyOf(t, load(t, shared(t, test.text)))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestAnEnvironmentMayFillInSomethingElse(t *testing.T) {
	p, problems := Load(shared(t, "{{price}} {{seats}} {{offer}}\n").repo(), "production")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	if diff := cmp.Diff("$99 12 now\n", bodyOf(t, p)); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestWhatIsSharedSaysWhereItStands(t *testing.T) {
	body := lessonOf(t, load(t, shared(t, "A {{price}}\n\n{{#include ../_shared/price.md}}\n"))).Fields[course.Content].(course.Body)
	var got []string
	for _, s := range body.Shared {
		got = append(got, s.From+": "+body.Text[s.Start:s.End])
	}
	want := []string{"whopsync.yaml: $49", "courses/pottery/_shared/price.md: It is ", "whopsync.yaml: $49",
		"courses/pottery/_shared/price.md: , see [kinds](../01-clay/01-kinds.md) ![a](clay.png)."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shared (-want +got):\n%s", diff)
	}
}

func TestWrongPlaceholdersAreNamedWhereTheyStand(t *testing.T) {
	for _, test := range []struct {
		text, want string
		more       files
	}{
		{text: "A {{#include ../_shared/refunds.md}}\n", want: "E LESSON:1:3: an include must stand alone on its line, and not in a list, quote or table (put it on a line of its own, from the first column on; where it is an example, write it in `…` or after a backslash)\n"},
		{text: "- A\n  {{#include ../_shared/refunds.md}}\n", want: "E LESSON:2:3: an include must stand alone on its line, and not in a list, quote or table (put it on a line of its own, from the first column on; where it is an example, write it in `…` or after a backslash)\n"},
		{text: "A\n\n{{#include ../_shared/refund.md}}\n", want: "E LESSON:3:1: ../_shared/refund.md does not exist (write `{{#include ../_shared/refunds.md}}`)\n"},
		{text: "{{#include 01-kinds.md}}\n", want: "E LESSON:1:1: 01-kinds.md is a lesson, and a lesson cannot be included (put what both say into a file of its own, whose name begins with _)\n"},
		{text: "{{#include ../../../../secret.md}}\n", want: "E LESSON:1:1: ../../../../secret.md lies outside of the repository (copy the file into the repository)\n"},
		{text: "{{#include _shared/refunds}}\n", want: "E LESSON:1:1: _shared/refunds is no Markdown file, and only those can be included (write `{{#include ../_shared/refunds.md}}`)\n"},
		{text: "{{#include \"/courses/pottery/_shared/refunds.md\"}}\n", want: "E LESSON:1:1: \"/courses/pottery/_shared/refunds.md\" is no Markdown file, and only those can be included (write `{{#include ../_shared/refunds.md}}`)\n"},
		{text: "{{#includes ../_shared/refunds.md}}\n", want: "W LESSON:1:1: this is no include as it stands, and students see it (write `{{#include ../_shared/NAME.md}}` alone on a line)\n"},
		{text: "[buy]({{shopp}}now)\n", want: "E LESSON:1:7: no variable is called \"shopp\" (did you mean \"shop\"?)\n"},
		{text: "Costs $5 or {{foo}} or $6.\n", want: "W LESSON:1:13: a template tag is shown to students as it stands here (write what it stands for, or give it a text in whopsync.yaml: `variables: {foo: …}`)\n"},
		{text: "{{#include ../_shared/clay.png}}\n", want: "E LESSON:1:1: ../_shared/clay.png is no Markdown file, and only those can be included (code is written into the lesson itself)\n"},
		{text: "A\n\n{{#include _a.md}}\n", more: files{"courses/pottery/01-clay/_a.md": "---\ntitle: A\n---\nText.\n"},
			want: "E courses/pottery/01-clay/_a.md:1:1: an included file must not have front matter (remove it, up to the line with the second ---)\n"},
		{text: "{{#include _a.md}}\n", more: files{"courses/pottery/01-clay/_a.md": "A\n\n{{#include _b.md}}\n"},
			want: "E courses/pottery/01-clay/_a.md:3:1: an included file cannot include another (write the line into the lessons, or the text here)\n"},
		{text: "A\n\n{{#include _a.md}}\n", more: files{"courses/pottery/01-clay/_a.md": "A\n<!-- x -->\n\n[b](nowhere.md)"},
			want: "E courses/pottery/01-clay/_a.md:4:5: nowhere.md does not exist (put the file there, or remove the link)\n"},
		{text: "{{#include _a.md}}\n", more: files{"courses/pottery/01-clay/_a.md": "A %% x %%\nB %% y\n\nC <!-- z"},
			want: "E courses/pottery/01-clay/_a.md:4:3: nothing ends the comment that begins here, so students would see it (write --> where it ends; if it is no comment, write \\<!--)\n"},
		{text: "{{#include _a.md}}\n", more: files{"courses/pottery/01-clay/_a.md": "A key: apik_0123456789abcdef.\n", "courses/pottery/01-clay/03-b.md": "{{#include _a.md}}\n"},
			want: "E courses/pottery/01-clay/_a.md:1:8: this looks like a key of Whop's (" + secretHint + ")\n"},
		{text: "{{offer}} {{pric}} {{unknown}}\n", want: "E LESSON:1:1: the variable \"offer\" has no value in the environment local (write one into whopsync.yaml: `variables: {offer: …}`, for all environments or below that one)\n" +
			"W LESSON:1:11: a template tag is shown to students as it stands here (write what it stands for; did you mean \"price\"?)\n" +
			"W LESSON:1:20: a template tag is shown to students as it stands here (write what it stands for, or give it a text in whopsync.yaml: `variables: {unknown: …}`)\n"},
	} {
		if diff := cmp.Diff(test.want, complaints(shared(t, test.text).with(test.more))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestAVariableThatAnotherEnvironmentLacksIsNamed(t *testing.T) {
	const head = "version: 1\ndefault_environment: production\nvariables: {seats: 12}\nenvironments:\n  production: {experience: exp_1a2b3c4d5e6f7a, variables: {offer: now}}\n"
	const staging = "  staging: {experience: exp_1a2b3c4d5e6f7b, variables: {"
	for own, want := range map[string]string{
		"":                     "W whopsync.yaml:6:3: staging has no value for the variable offer, which production has: a text with it stops every run of staging (write one for all, `variables: {offer: …}` at the top of the file, or one into staging)\n",
		"offer: later":         "",
		"offer: '', seats: 13": "",
	} {
		if diff := cmp.Diff(want, complaints(pottery("{{offer}} {{seats}}\n").with(files{ConfigFile: head + staging + own + "}}\n"}))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", own, diff)
		}
	}
}

func TestWhatIsIncludedIsBounded(t *testing.T) {
	repo := shared(t, strings.Repeat("{{#include _long.md}}\n", 40)).with(files{"courses/pottery/01-clay/_long.md": strings.Repeat("long text ", 3_000)})
	want := "E LESSON:35:1: what is filled in up to here has more than 1.0 MiB (include less)\n"
	if got := complaints(repo); !strings.HasPrefix(got, want) {
		t.Errorf("problems: %s, want %s", got, want)
	}
}
