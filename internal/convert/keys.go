package convert

import (
	"maps"
)

// meaning is what a key of another tool's front matter is for a lesson.
type meaning int

const (
	toTitle      meaning = iota + 1
	toHidden             // hides the page where it is true
	toShown              // hides the page where it is false
	toVisibility         // whopsync's own word
	toPublish            // a date from which the page is shown
	toDate               // the same where no other key says it, and where it is still to come
	toEnd                // a date from which the page is no longer shown
	toVideo
	toThumbnail
	toUnlock
	toPlace   // a number that orders the page among its neighbours
	toAddress // the address of the page on the web
	toAlias   // addresses that lead to it as well
	silent    // says nothing outside of the tool, or is read elsewhere
)

// keyTable says what each key of a tool is. A key in no table is named and left out.
type keyTable map[string]meaning

// commonKeys are those that have one meaning everywhere, whopsync's own among them.
var commonKeys = keyTable{
	"title": toTitle, "draft": toHidden, "hidden": toHidden, "private": toHidden, "unlisted": toHidden, "published": toShown,
	"visibility": toVisibility, "publish_at": toPublish, "publishdate": toPublish, "publish_date": toPublish, "pubdate": toPublish,
	"expirydate": toEnd, "unpublishdate": toEnd, "video_url": toVideo, "video": toVideo, "youtube": toVideo, "loom": toVideo,
	"thumbnail": toThumbnail, "days_from_course_start_until_unlock": toUnlock, "key": silent,
}

// with returns the table with more lines, which go first.
func (k keyTable) with(more keyTable) keyTable {
	all := maps.Clone(k)
	maps.Copy(all, more)
	return all
}
