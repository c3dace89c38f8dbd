package whop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// object is a JSON object with its members undecoded, because a struct cannot tell a
// member that is null from one that is missing, and here the two differ.
type object map[string]json.RawMessage

// Prefixes of ids, by what they name (documented).
const (
	accountID    = "biz_"
	experienceID = "exp_"
	productID    = "prod_"
	courseID     = "cors_"
	chapterID    = "chap_"
	lessonID     = "lesn_"
	fileID       = "file_"
)

func parseObject(data []byte) (object, error) {
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, errors.New("the answer is not a JSON object") // the cause would quote the answer
	}
	if o == nil {
		return nil, errors.New("the answer is null")
	}
	return o, nil
}

func isNull(raw json.RawMessage) bool { return raw == nil || string(raw) == "null" }

func member[T any](o object, name, kind string) (T, error) {
	var v T
	raw := o[name]
	if isNull(raw) {
		return v, fmt.Errorf("the answer has no %q", name)
	}
	if json.Unmarshal(raw, &v) != nil {
		return v, fmt.Errorf("%q in the answer is not %s", name, kind)
	}
	return v, nil
}

func (o object) text(name string) (string, error) { return member[string](o, name, "a text") }
func (o object) flag(name string) (bool, error)   { return member[bool](o, name, "true or false") }
func (o object) object(name string) (object, error) {
	return member[object](o, name, "an object")
}
func (o object) objects(name string) ([]object, error) {
	list, err := member[[]object](o, name, "a list of objects")
	for _, item := range list {
		if item == nil {
			return nil, fmt.Errorf("%q in the answer holds null", name)
		}
	}
	return list, err
}

// optionalText reads a text that may be null or missing: both are "".
func (o object) optionalText(name string) (string, error) {
	if isNull(o[name]) {
		return "", nil
	}
	return o.text(name)
}

// inner reads a text of an object inside o; if either is null or missing it is "".
func (o object) inner(outer, name string) (string, error) {
	if isNull(o[outer]) {
		return "", nil
	}
	in, err := o.object(outer)
	if err != nil {
		return "", err
	}
	return in.optionalText(name)
}

// id reads the object's own id. An id of another kind means that the answer is not about
// what was asked.
func (o object) id(prefix string) (string, error) {
	id, err := o.text("id")
	if err != nil {
		return "", err
	}
	return id, checkID(prefix, id)
}

var idPattern = regexp.MustCompile(`^[a-z]+_[A-Za-z0-9_-]{1,100}$`)

// checkID goes by the prefix and by what is safe in a path; lengths are not documented.
func checkID(prefix, id string) error {
	if !idPattern.MatchString(id) || len(id) < len(prefix) || id[:len(prefix)] != prefix {
		return fmt.Errorf("%q is no id of the form %s…", clip(id), prefix)
	}
	return nil
}

// encodeBody writes a request's body: the same members in the same bytes every time.
func encodeBody(members map[string]any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(members)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}

func clip(s string) string { return fmt.Sprintf("%.40s", s) }

// childrenOf reads the objects of a list, which may be null or missing.
func childrenOf[T any](o object, name string, read func(object) (T, error)) ([]T, error) {
	if isNull(o[name]) {
		return nil, nil
	}
	items, err := o.objects(name)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return convert(items, func(_ int, item object) (T, error) { return read(item) })
}

// convert makes one list of another. It is empty, and not null, if the other is.
func convert[A, B any](list []A, to func(int, A) (B, error)) ([]B, error) {
	converted := make([]B, 0, len(list))
	for i, item := range list {
		made, err := to(i, item)
		if err != nil {
			return nil, err
		}
		converted = append(converted, made)
	}
	return converted, nil
}
