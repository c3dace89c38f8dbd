package spec

import (
	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Docs that several tables share.
const (
	docKey     = "A short word that stays, whatever becomes of name, place, title and text. Unique in the repository; `whopsync key` writes one."
	docProtect = "Refuse every removal from Whop, also after this file is gone."
)

func keyKey() yamlfile.Key { return yamlfile.Key{Name: "key", Form: yamlfile.FormKey, Doc: docKey} }
func protectKey() yamlfile.Key {
	return yamlfile.Key{Name: "protect", Form: yamlfile.FormBool, Absent: false, Doc: docProtect}
}

func visibilityKey(what string) yamlfile.Key {
	return yamlfile.Key{Name: "visibility", Form: yamlfile.FormEnum, Field: course.Visibility, Enum: []string{course.Visible, course.Hidden},
		Absent: course.Visible, Doc: "Whether students see the " + what + "."}
}

func thumbnailKey() yamlfile.Key {
	return yamlfile.Key{Name: "thumbnail", Form: yamlfile.FormPath, Field: course.Thumbnail, Nullable: true,
		Doc: "A PNG, JPEG or GIF file, relative to this file."}
}
