package spec

import (
	"fmt"
	"net/url"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// addVideo fills the two fields of an embedded video, which always travel together.
func addVideo(f *lessonFile) {
	link, hasLink := f.object.Get("video_url")
	kind, hasKind := f.object.Get("embed_type")
	id, hasID := f.object.Get("embed_id")
	switch {
	case f.object.IsWrong("embed_type") || f.object.IsWrong("embed_id"):
	case hasLink && (hasKind || hasID):
		f.report.Error(link.Key, "two-names", "video_url says the same as embed_type and embed_id", "keep one of the two")
	case hasLink && link.Null:
		f.fields[course.EmbedType], f.fields[course.EmbedID] = course.Null{}, course.Null{}
	case hasLink:
		addVideoURL(f, link)
	case hasKind && !hasID && !kind.Null:
		f.report.Error(kind.Key, "incomplete", "embed_type without embed_id", "write `video_url:` with the video's address instead of both")
	case hasID && !hasKind && !id.Null:
		f.report.Error(id.Key, "incomplete", "embed_id without embed_type", "write `video_url:` with the video's address instead of both")
	case hasKind && hasID && kind.Null != id.Null:
		f.report.Error(id.Key, "incomplete", "embed_type and embed_id are empty together or not at all", "")
	case hasKind || hasID:
		if strings.ContainsAny(id.Text, "/?:") {
			f.report.Error(id.At, "bad-video", "embed_id is an id, not an address", "write `video_url:` with the address instead of both")
		}
		setDefault(f.fields, course.EmbedType, course.Null{})
		setDefault(f.fields, course.EmbedID, course.Null{})
	}
}

func addVideoURL(f *lessonFile, link yamlfile.Value) {
	kind, id, ok := ParseVideo(link.Text)
	if !ok {
		f.report.Error(link.At, "bad-video", fmt.Sprintf("video_url: no video in %q", yamlfile.Shorten(link.Text)), videoHint(link.Text))
		return
	}
	if start := startOf(link.Text); start != "" {
		f.report.Warn(link.At, "video-start", fmt.Sprintf("the start time (%s) is not kept: Whop takes the id of a video alone", start), "write `video_url:` without it")
	}
	f.fields[course.EmbedType], f.fields[course.EmbedID] = course.Text(kind), course.Text(id)
}

// VideoURL is the address of a video on YouTube or Loom, by the kind of player and the id; of another kind, the id alone.
func VideoURL(kind, id string) string {
	return map[string]string{course.EmbedYouTube: "https://youtu.be/", course.EmbedLoom: "https://www.loom.com/share/"}[kind] + id
}

// ParseVideo takes the kind of player and the id out of the address of a video on YouTube or Loom.
func ParseVideo(address string) (kind, id string, ok bool) {
	u := videoAddress(address)
	if u == nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Port() != "" {
		return "", "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch host := strings.ToLower(u.Hostname()); host {
	case "youtu.be", "www.youtu.be":
		id = parts[0]
	case "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com",
		"youtube-nocookie.com", "www.youtube-nocookie.com":
		id = youTubePathID(parts, u.Query())
	case "loom.com", "www.loom.com":
		if m := loomID.FindStringSubmatch(parts[min(1, len(parts)-1)]); len(parts) == 2 && (parts[0] == "share" || parts[0] == "embed") && m != nil {
			return course.EmbedLoom, m[1], true
		}
		return "", "", false
	}
	// "videoseries" has the length of an id, and stands for a whole playlist.
	return course.EmbedYouTube, id, youTubeID.MatchString(id) && id != "videoseries"
}

func youTubePathID(parts []string, query url.Values) string {
	switch parts[0] {
	case "watch", "watch_popup", "":
		if len(parts) == 2 {
			return parts[1]
		}
		return query.Get("v")
	case "embed", "shorts", "live", "v", "e":
		if len(parts) > 1 {
			return parts[1]
		}
	}
	return ""
}
