package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestALoneVideoInATextGetsItsLine(t *testing.T) {
	const (
		frame  = "<iframe width=\"560\"\n  src=\"https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0\"></iframe>"
		words  = "a video in the text: whether Whop shows it there is not known (write `video_url: "
		rest   = "` into the front matter, and take it out here: it then stands above the text)"
		youtu  = words + "https://youtu.be/dQw4w9WgXcQ" + rest
		loom   = words + "https://www.loom.com/share/0123456789abcdef0123456789abcdef" + rest
		inHTML = "raw HTML: whether Whop shows it is not known (use plain Markdown where it matters)"
	)
	for text, want := range map[string]string{
		frame: "2:8: " + youtu,
		"Text.\n\nhttps://youtu.be/dQw4w9WgXcQ\n":                                         "3:1: " + youtu,
		"<https://www.youtube.com/watch?v=dQw4w9WgXcQ>":                                   "1:2: " + youtu,
		"[Look](https://www.loom.com/share/0123456789abcdef0123456789abcdef)":             "1:8: " + loom,
		"[![Look](https://x.example/a.png)](https://youtu.be/dQw4w9WgXcQ)":                "1:36: " + youtu,
		"See https://youtu.be/dQw4w9WgXcQ now.":                                           "",
		"[a](https://youtu.be/dQw4w9WgXcQ) [b](https://youtu.be/dQw4w9WgXcQ)":             "",
		"https://youtu.be/dQw4w9WgXcQ\n\nhttps://youtu.be/dQw4w9WgXcR\n":                  "",
		"---\nvideo_url: https://youtu.be/dQw4w9WgXcR\n---\nhttps://youtu.be/dQw4w9WgXcQ": "",
		"---\nvideo_url: https://youtu.be/dQw4w9WgXcR\n---\n" + frame:                     "4:1: " + inHTML,
		"<iframe src=\"https://example.com/embed/dQw4w9WgXcQ\"></iframe>":                 "1:1: " + inHTML,
		"`https://youtu.be/dQw4w9WgXcQ`":                                                  "",
	} {
		_, problems := Load(pottery(text+"\n").repo(), "")
		if diff := cmp.Diff(want, strings.TrimPrefix(strings.TrimPrefix(problems.Warnings().Error(), lessonPath), ":")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestEveryUsualVideoAddressIsUnderstood(t *testing.T) {
	const loom = "0281766fa2d04bb788eaf19e65135184"
	for _, address := range []string{
		"https://www.youtube.com/watch?v=dQw4w9WgXcQ",
		"http://youtube.com/watch?v=dQw4w9WgXcQ",
		"youtube.com/watch?v=dQw4w9WgXcQ",
		"//www.youtube.com/watch?v=dQw4w9WgXcQ",
		"https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=43s",
		"https://www.youtube.com/watch?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf&v=dQw4w9WgXcQ&index=2",
		"https://m.youtube.com/watch?v=dQw4w9WgXcQ#t=10",
		"https://music.youtube.com/watch?v=dQw4w9WgXcQ&feature=share",
		"https://youtu.be/dQw4w9WgXcQ",
		"youtu.be/dQw4w9WgXcQ?si=abc&t=42",
		"https://youtu.be/dQw4w9WgXcQ/",
		"https://www.youtube.com/embed/dQw4w9WgXcQ?start=5",
		"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
		"https://youtube.com/shorts/dQw4w9WgXcQ?feature=share",
		"https://www.youtube.com/live/dQw4w9WgXcQ?si=x",
		"https://www.youtube.com/v/dQw4w9WgXcQ",
		"HTTPS://WWW.YOUTUBE.COM/watch?v=dQw4w9WgXcQ",
	} {
		if kind, id, ok := ParseVideo(address); !ok || kind != course.EmbedYouTube || id != "dQw4w9WgXcQ" {
			t.Errorf("%s: %s %s %t", address, kind, id, ok)
		}
	}
	for _, address := range []string{
		"https://www.loom.com/share/" + loom,
		"https://loom.com/share/" + loom + "?sid=1-2-3",
		"loom.com/embed/" + loom + "?hide_owner=true",
		"https://www.loom.com/share/Throwing-a-Bowl-" + loom,
	} {
		if kind, id, ok := ParseVideo(address); !ok || kind != course.EmbedLoom || id != loom {
			t.Errorf("%s: %s %s %t", address, kind, id, ok)
		}
	}
}

func TestWhatIsNoVideoAddressIsRefused(t *testing.T) {
	for _, address := range []string{
		"", "clay", "https://vimeo.com/123456", "https://youtube.com", "https://www.youtube.com/@potter",
		"https://www.youtube.com/playlist?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
		"https://www.youtube.com/embed/videoseries?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
		"https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
		"https://user@youtube.com/watch?v=dQw4w9WgXcQ",
		"https://youtu.be/dQw4w9WgXcQx", "https://youtu.be/", "ftp://youtu.be/dQw4w9WgXcQ",
		"https://www.loom.com/share/short", "https://www.loom.com/looms/videos", "https://%zz", "://",
	} {
		if kind, id, ok := ParseVideo(address); ok {
			t.Errorf("%q: %s %s", address, kind, id)
		}
	}
}

func TestAVideoIsTwoFieldsThatTravelTogether(t *testing.T) {
	for _, test := range []struct {
		front    string
		kind, id course.Value
	}{
		{"video_url: https://youtu.be/dQw4w9WgXcQ", course.Text("youtube"), course.Text("dQw4w9WgXcQ")},
		{"embed_type: loom\nembed_id: abc", course.Text("loom"), course.Text("abc")},
		{"video_url: null", course.Null{}, course.Null{}},
		{"embed_id:", course.Null{}, course.Null{}},
		{"embed_type: ~", course.Null{}, course.Null{}},
		{"title: x", nil, nil},
	} {
		fields := lessonOf(t, load(t, pottery("---\n"+test.front+"\n---\nText.\n"))).Fields
		got := []course.Value{fields[course.EmbedType], fields[course.EmbedID]}
		if diff := cmp.Diff([]course.Value{test.kind, test.id}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.front, diff)
		}
	}
}

func TestHalfAVideoIsAnError(t *testing.T) {
	const instead = " (write `video_url:` with the video's address instead of both)"
	for _, test := range []struct{ front, want string }{
		{"embed_id: abc", "2:1: embed_id without embed_type" + instead},
		{"embed_type: loom", "2:1: embed_type without embed_id" + instead},
		{"embed_type: loom\nembed_id:", "3:1: embed_type and embed_id are empty together or not at all"},
		{"embed_type: youtube\nembed_id: https://youtu.be/x", "3:11: embed_id is an id, not an address (write `video_url:` with the address instead of both)"},
		{"video_url: youtu.be/dQw4w9WgXcQ\nembed_id: abc", "2:1: video_url says the same as embed_type and embed_id (keep one of the two)"},
		{"video_url: https://vimeo.com/1", `2:12: video_url: no video in "https://vimeo.com/1" (Whop's API takes videos of YouTube and Loom only; upload the video to one of them, or in Whop's dashboard, whose video is given as mux_asset_id)`},
	} {
		if diff := cmp.Diff(test.want, errorsOf(pottery("---\n"+test.front+"\n---\nText.\n"))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.front, diff)
		}
	}
}

func TestTheHintOfAVideoIsForWhatIsWritten(t *testing.T) {
	for written, want := range map[string]string{
		"dQw4w9WgXcQ": "did you mean https://youtu.be/dQw4w9WgXcQ?",
		"https://studio.youtube.com/video/dQw4w9WgXcQ/edit":         "did you mean https://youtu.be/dQw4w9WgXcQ?",
		"https://www.youtube.com/playlist?list=PL1234567890":        "this is a playlist: write the address of one video",
		"https://www.youtube.com/embed/videoseries?list=PL12345678": "this is a playlist: write the address of one video",
		"https://www.youtube.com/@potter":                           "this is a channel: write the address of one video",
		"https://www.youtube.com/channel/UC123":                     "this is a channel: write the address of one video",
		"files/wedging.mp4":                                         "Whop's API takes no video files, only addresses on YouTube and Loom; upload the video to one of them, or in Whop's dashboard, whose video is given as mux_asset_id",
		"https://vimeo.com/123456":                                  "Whop's API takes videos of YouTube and Loom only; upload the video to one of them, or in Whop's dashboard, whose video is given as mux_asset_id",
		"https://youtube.com":                                       docVideos,
		"https://www.loom.com/looms/videos":                         docVideos,
		"clay":                                                      docVideos,
		"https://%zz":                                               docVideos,
	} {
		if got := videoHint(written); got != want {
			t.Errorf("%s: got  %s\nwant %s", written, got, want)
		}
	}
}

func TestAStartTimeIsWarnedOf(t *testing.T) {
	for written, want := range map[string]string{
		"https://youtu.be/dQw4w9WgXcQ?t=42":                 "t=42",
		"https://m.youtube.com/watch?v=dQw4w9WgXcQ#t=10":    "t=10",
		"https://www.youtube.com/embed/dQw4w9WgXcQ?start=5": "start=5",
		"https://youtu.be/dQw4w9WgXcQ?si=abc":               "",
	} {
		if got := startOf(written); got != want {
			t.Errorf("%s: got %q, want %q", written, got, want)
		}
		_, problems := Load(pottery("---\nvideo_url: "+written+"\n---\nText.\n").repo(), "")
		if isWarned := len(problems.Warnings()) > 0; isWarned != (want != "") {
			t.Errorf("%s: %v", written, problems)
		}
	}
}
