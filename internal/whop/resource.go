package whop

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"whopsync/internal/course"
)

// collections says where each kind lives and what its ids begin with.
var collections = map[course.Kind]struct{ path, prefix string }{
	course.KindCourse:  {"/courses", courseID},
	course.KindChapter: {"/course_chapters", chapterID},
	course.KindLesson:  {"/course_lessons", lessonID},
}

// onOne returns a call on one resource by its id.
func onOne(verb, method string, kind course.Kind, id string) (call, error) {
	made := call{what: fmt.Sprintf("%s %s %s", verb, kind, clip(id)), method: method, path: collections[kind].path + "/{id}", id: id}
	return made, checkID(collections[kind].prefix, id)
}

func read[T any](ctx context.Context, c *Client, kind course.Kind, id string, decode func(object) (T, error)) (T, error) {
	var none T
	get, err := onOne("read", http.MethodGet, kind, id)
	if err != nil {
		return none, c.invalid(get.what, err)
	}
	return fetch(ctx, c, get, only(id, decode))
}

func update[T any](ctx context.Context, c *Client, kind course.Kind, id string, fields course.Fields, decode func(object) (T, error)) (T, error) {
	var none T
	patch, err := onOne("update", http.MethodPatch, kind, id)
	if err != nil {
		return none, c.invalid(patch.what, err)
	}
	if patch.body, err = bodyOf(kind, fields, onUpdate, nil); err != nil {
		return none, c.invalid(patch.what, err)
	}
	return fetch(ctx, c, patch, only(id, decode))
}

// creation says where a new resource of a kind goes.
type creation struct {
	kind           course.Kind
	path           string
	parentMember   string
	parentIDPrefix string
	parent         string
}

func makeNew[T any](ctx context.Context, c *Client, create creation, idempotencyKey string, fields course.Fields, decode func(object) (T, error)) (T, error) {
	var none T
	post := call{what: fmt.Sprintf("create %s", create.kind), method: http.MethodPost, path: create.path, idempotencyKey: idempotencyKey}
	if err := checkIdempotencyKey(idempotencyKey); err != nil {
		return none, c.invalid(post.what, err)
	}
	if err := checkID(create.parentIDPrefix, create.parent); err != nil {
		return none, c.invalid(post.what, err)
	}
	var err error
	if post.body, err = bodyOf(create.kind, fields, onCreate, map[string]any{create.parentMember: create.parent}); err != nil {
		return none, c.invalid(post.what, err)
	}
	return fetch(ctx, c, post, decode)
}

// checkIdempotencyKey refuses a create without a key: it could not be asked again safely.
func checkIdempotencyKey(key string) error {
	const maxBytes = 255 // documented
	if key == "" || len(key) > maxBytes {
		return fmt.Errorf("an idempotency key has 1 to %d bytes, not %d", maxBytes, len(key))
	}
	return nil
}

// remove deletes one resource. That it is not there is success, if Whop says so.
func (c *Client) remove(ctx context.Context, kind course.Kind, id string) error {
	remove, err := onOne("delete", http.MethodDelete, kind, id)
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
