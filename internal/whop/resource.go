package whop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"whopsync/internal/course"
)

// collection says where the resources of one kind are found.
type collection struct {
	path         string
	idPrefix     string
	parent       string // the member, and the filter of a list, that names the parent
	parentPrefix string
}

var collections = map[course.Kind]collection{
	course.KindCourse:  {"/courses", courseID, "experience_id", experienceID},
	course.KindChapter: {"/course_chapters", chapterID, "course_id", courseID},
	course.KindLesson:  {"/course_lessons", lessonID, "chapter_id", chapterID},
}

// Read reads everything that Whop shows of one resource. ReadTree and ReadCourse read what
// a course holds.
func (c *Client) Read(ctx context.Context, kind course.Kind, id string) (*course.Resource, error) {
	return c.one(ctx, "read", http.MethodGet, kind, id, nil)
}

// List lists what the parent holds, in its order: the courses of an experience, the chapters
// of a course or the lessons of a chapter. A list shows the bodies of lessons. Attachments,
// PDFs, questions and hosted videos are shown for one lesson at a time only.
func (c *Client) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	if err := checkID(collections[kind].parentPrefix, parent); err != nil {
		return nil, c.invalid(fmt.Sprintf("list %ss of %s", kind, clip(parent)), err)
	}
	return c.listBy(ctx, kind, collections[kind].parent, parent)
}

func (c *Client) listBy(ctx context.Context, kind course.Kind, filter, id string) ([]*course.Resource, error) {
	list := call{what: fmt.Sprintf("list %ss of %s", kind, clip(id)), method: http.MethodGet,
		path: collections[kind].path, query: by(filter, id)}
	return listOf(ctx, c, list, func(o object) (*course.Resource, string, error) {
		r, err := readResource(kind, o)
		return &r, r.ID, err
	})
}

// Create creates a resource at the end of its parent (assumed); a course has no order there.
func (c *Client) Create(ctx context.Context, kind course.Kind, idempotencyKey, parent string, fields course.Fields) (*course.Resource, error) {
	to := collections[kind]
	post := call{what: fmt.Sprintf("create %s", kind), method: http.MethodPost, path: to.path, idempotencyKey: idempotencyKey}
	body, noBody := bodyOf(kind, fields, onCreate, map[string]any{to.parent: parent})
	if err := cmp.Or(checkIdempotencyKey(idempotencyKey), checkID(to.parentPrefix, parent), noBody); err != nil {
		return nil, c.invalid(post.what, err)
	}
	post.body = body
	return fetch(ctx, c, post, decoder(kind))
}

// Update changes exactly the given fields.
func (c *Client) Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error) {
	body, err := bodyOf(kind, fields, onUpdate, nil)
	if err != nil {
		return nil, c.invalid(fmt.Sprintf("update %s %s", kind, clip(id)), err)
	}
	return c.one(ctx, "update", http.MethodPatch, kind, id, body)
}

// Delete deletes a chapter with every lesson in it, or a lesson with its students' progress,
// for ever. That it is gone already is success, if Whop says so. No course is deleted: that is
// for people to do.
func (c *Client) Delete(ctx context.Context, kind course.Kind, id string) error {
	remove, err := onOne("delete", http.MethodDelete, kind, id)
	if kind == course.KindCourse {
		err = errors.New("courses are not deleted")
	}
	if err != nil {
		return c.invalid(remove.what, err)
	}
	if _, err = c.send(ctx, remove); IsNotFound(err) || isDoneUnread(err) {
		return nil
	}
	return err
}

// isDoneUnread reports a success whose body was lost: a delete has nothing to read in it.
func isDoneUnread(err error) bool {
	return err != nil && course.OutcomeOf(err) == course.OutcomeUnread
}

// one makes a call on one resource, which answers with that resource.
func (c *Client) one(ctx context.Context, verb, method string, kind course.Kind, id string, body []byte) (*course.Resource, error) {
	made, err := onOne(verb, method, kind, id)
	if err != nil {
		return nil, c.invalid(made.what, err)
	}
	made.body = body
	return fetch(ctx, c, made, only(id, decoder(kind)))
}

func onOne(verb, method string, kind course.Kind, id string) (call, error) {
	made := call{what: fmt.Sprintf("%s %s %s", verb, kind, clip(id)), method: method, path: collections[kind].path + "/{id}", id: id}
	return made, checkID(collections[kind].idPrefix, id)
}

func decoder(kind course.Kind) func(object) (*course.Resource, error) {
	return func(o object) (*course.Resource, error) {
		r, err := readResource(kind, o)
		return &r, err
	}
}

// readResource reads the id and every field that the answer shows.
func readResource(kind course.Kind, o object) (course.Resource, error) {
	id, err := o.id(collections[kind].idPrefix)
	if err != nil {
		return course.Resource{}, err
	}
	fields := course.Fields{}
	for _, spec := range course.Specs(kind) {
		v, err := readField(kind, spec, o)
		if err != nil {
			return course.Resource{}, fmt.Errorf("%s %s: %w", kind, id, err)
		}
		if v != nil {
			fields[spec.Field] = v
		}
	}
	return course.Resource{ID: id, Fields: fields}, nil
}

// checkIdempotencyKey refuses a create without a key: it could not be asked again safely.
func checkIdempotencyKey(key string) error {
	const maxBytes = 255 // documented
	if key == "" || len(key) > maxBytes {
		return fmt.Errorf("an idempotency key has 1 to %d bytes, not %d", maxBytes, len(key))
	}
	return nil
}

// bodyOf writes fields, and the members that are not fields, as a request's body.
func bodyOf(kind course.Kind, fields course.Fields, takes func(course.Spec) bool, others map[string]any) ([]byte, error) {
	members, err := writeFields(kind, fields, takes)
	if err != nil {
		return nil, err
	}
	for name, value := range others {
		members[name] = value
	}
	if len(members) == 0 {
		return nil, errors.New("nothing to send")
	}
	return encodeBody(members)
}

// only refuses the answer about another resource than the one that was asked for.
func only[T any](id string, decode func(object) (T, error)) func(object) (T, error) {
	return func(o object) (T, error) {
		v, err := decode(o)
		if got, _ := o.text("id"); err == nil && got != id {
			err = fmt.Errorf("the answer is about %s", got)
		}
		return v, err
	}
}
