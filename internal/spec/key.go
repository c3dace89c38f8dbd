package spec

import "whopsync/internal/course"

// A key is one word that a file accepts: the walk over YAML checks by it, and whatever
// else has to know the format (schemas, the formatter) reads it from the same tables.
type key struct {
	name     string
	doc      string // what it does, for completion in editors
	form     form
	field    course.Field // the field that it fills as it stands, or ""
	enum     []string     // formEnum: the accepted words
	prefix   string       // formText: what it begins with
	absent   any          // what leaving the key out stands for, where that is always the same
	min, max int          // formInt: bounds; formText: characters at most; 0 is no bound
	required bool
	rivals   []string          // keys that it cannot stand beside
	nullable bool              // null empties the field on Whop
	keys     []key             // formObject, formMap: what is accepted inside
	oneOf    bool              // formObject: exactly one of the keys
	item     *key              // formList: what every entry is
	short    string            // formObject: the key that a bare value stands for
	retired  map[string]string // words of older formats, and what to write instead
}

// form is the form of a value.
type form int

const (
	formText    form = iota // one line
	formProse               // any number of lines
	formEnum                // one of a few words
	formBool                // true or false
	formInt                 // a whole number
	formNumber              // a number with or without decimals
	formDecimal             // the same, kept as it is written
	formName                // one part of an address
	formKey                 // the word that a file keeps whatever it is called
	formAddress             // course, course/chapter or course/chapter/lesson
	formPath                // a file, relative to the file that names it
	formLiteral             // any scalar, as it is written
	formObject              // keys; where short is set, a bare value stands for that key
	formMap                 // names of the author's own, each with keys
	formList                // entries
)

// grammar is what one kind of file accepts.
type grammar struct {
	name    string // the words for it in messages
	doc     string
	keys    []key
	retired map[string]string
}

// Docs that several tables share.
const (
	docKey     = "A short word that stays, whatever becomes of name, place, title and text. Unique in the repository; `whopsync key` writes one."
	docProtect = "Refuse every removal from Whop, also after this file is gone."
)

func keyKey() key     { return key{name: "key", form: formKey, doc: docKey} }
func protectKey() key { return key{name: "protect", form: formBool, absent: false, doc: docProtect} }

func visibilityKey(what string) key {
	return key{name: "visibility", form: formEnum, field: course.Visibility, enum: []string{course.Visible, course.Hidden},
		absent: course.Visible, doc: "Whether students see the " + what + "."}
}

func thumbnailKey() key {
	return key{name: "thumbnail", form: formPath, nullable: true,
		doc: "A PNG, JPEG or GIF file, relative to this file."}
}
