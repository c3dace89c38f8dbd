package spec

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// docVideos says what video_url accepts.
const docVideos = "YouTube and Loom addresses work, such as https://youtu.be/ID or https://www.loom.com/share/ID; a video uploaded to Whop is given as mux_asset_id"

// studioPath is the path of a video in YouTube Studio.
var studioPath = regexp.MustCompile(`^/video/([A-Za-z0-9_-]{11})(/|$)`)

// videoFiles are the extensions of videos that are files.
var videoFiles = []string{".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi"}

// videoHint says what to write for an address in which no video of YouTube or Loom is.
func videoHint(written string) string {
	const upload = "; upload the video to one of them, or in Whop's dashboard, whose video is given as mux_asset_id"
	if youTubeID.MatchString(written) {
		return "did you mean https://youtu.be/" + written + "?"
	}
	u := videoAddress(written)
	if u == nil {
		return docVideos
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	isYouTube := host == "youtube.com" || strings.HasSuffix(host, ".youtube.com") || host == "youtube-nocookie.com"
	studio := studioPath.FindStringSubmatch(u.Path)
	switch {
	case host == "studio.youtube.com" && studio != nil:
		return "did you mean https://youtu.be/" + studio[1] + "?"
	case isYouTube && u.Query().Get("list") != "":
		return "this is a playlist: write the address of one video"
	case isYouTube && (strings.HasPrefix(u.Path, "/@") || slices.Contains([]string{"channel", "c", "user"}, strings.Split(u.Path+"/", "/")[1])):
		return "this is a channel: write the address of one video"
	case slices.Contains(videoFiles, strings.ToLower(path.Ext(u.Path))):
		return "Whop's API takes no video files, only addresses on YouTube and Loom" + upload
	case !isYouTube && strings.Contains(host, ".") && !strings.HasSuffix(host, "loom.com") && host != "youtu.be":
		return "Whop's API takes videos of YouTube and Loom only" + upload
	}
	return docVideos
}

// startOf returns the part of a video's address that says where to start, "" if there is none.
func startOf(written string) string {
	u := videoAddress(written)
	if u == nil {
		return ""
	}
	fragment, _ := url.ParseQuery(u.Fragment)
	for _, values := range []url.Values{u.Query(), fragment} {
		for _, name := range []string{"t", "start"} {
			if values.Get(name) != "" {
				return name + "=" + values.Get(name)
			}
		}
	}
	return ""
}

var (
	youTubeID = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)
	// Loom's share links may have the title in front of the id.
	loomID = regexp.MustCompile(`^(?:[^/]*-)?([0-9a-f]{32})$`)
)

// videoAddress reads an address, with or without its https://; nil is none.
func videoAddress(address string) *url.URL {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "https://" + strings.TrimPrefix(address, "//")
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return u
}
