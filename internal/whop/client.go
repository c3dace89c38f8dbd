// Package whop reads and writes courses over Whop's REST API and speaks only the words
// of package course: JSON names end here.
//
// The API has no transactions, so the hard part is not sending requests but knowing what
// became of them. Every failure is therefore an *Error with exactly one course.Outcome.
// The client sends again by itself only what is known not to have happened; a create,
// update or delete whose end is unclear goes back to the caller, who can look.
//
// The other half is what the client refuses: to follow a redirect, to send the key over
// plain http, to believe a list whose pages do not add up, or to read without bounds.
package whop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/course"
)

// Client calls Whop. It may be used by many goroutines at once.
type Client struct{ sender *sender }

// New returns a client for the API that config names.
func New(config Config) (*Client, error) {
	s, err := newSender(config)
	if err != nil {
		return nil, fmt.Errorf("open Whop API: %w", err)
	}
	return &Client{s}, nil
}

// Close drops the connections that wait for another request.
func (c *Client) Close() {
	closeIdle(c.sender.transport)
	closeIdle(c.sender.storage)
}

// Asking returns the same client, which asks right before it sends a write: the sender may have
// lost the right to write, and an error says so.
func (c *Client) Asking(maySend func(context.Context) error) *Client {
	asking := *c.sender
	asking.maySend = maySend
	return &Client{&asking}
}

// Read reads everything that Whop shows of one resource. ReadTree and ReadCourse read what
// a course holds.
func (c *Client) Read(ctx context.Context, kind course.Kind, id string) (*course.Resource, error) {
	return fetch(ctx, c.sender, onOne("read", http.MethodGet, kind, id), only(id, decoder(kind)))
}

// List lists what the parent holds, in its order: the courses of an experience, the chapters
// of a course or the lessons of a chapter. A list shows the bodies of lessons. Attachments,
// PDFs, questions and hosted videos are shown for one lesson at a time only.
func (c *Client) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	return listOf(ctx, c.sender, listCall(kind, collections[kind].parent, collections[kind].parentPrefix, parent), decoder(kind))
}

func listCall(kind course.Kind, filter, prefix, id string) call {
	return call{
		what: fmt.Sprintf("list %ss of %s", kind, clip(id)), method: http.MethodGet,
		path: collections[kind].path, query: by(filter, id), invalid: checkID(prefix, id),
	}
}

// Create creates a resource at the end of its parent (assumed); a course has no order there.
func (c *Client) Create(ctx context.Context, kind course.Kind, idempotencyKey, parent string, fields course.Fields) (*course.Resource, error) {
	to := collections[kind]
	body, noBody := bodyOf(kind, fields, onCreate, map[string]any{to.parent: parent})
	post := call{
		what: fmt.Sprintf("create %s", kind), method: http.MethodPost, path: to.path, body: body, idempotencyKey: idempotencyKey,
		invalid: cmp.Or(checkIdempotencyKey(idempotencyKey), checkID(to.parentPrefix, parent), noBody),
	}
	return fetch(ctx, c.sender, post, decoder(kind))
}

// Update changes exactly the given fields.
func (c *Client) Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error) {
	patch := onOne("update", http.MethodPatch, kind, id)
	body, err := bodyOf(kind, fields, onUpdate, nil)
	patch.body, patch.invalid = body, cmp.Or(err, patch.invalid)
	return fetch(ctx, c.sender, patch, only(id, decoder(kind)))
}

// Delete deletes a chapter with every lesson in it, or a lesson with its students' progress,
// and cannot be undone. That it is gone already is success, if Whop says so. A course is not
// deleted: that is for people to do.
func (c *Client) Delete(ctx context.Context, kind course.Kind, id string) error {
	remove := onOne("delete", http.MethodDelete, kind, id)
	if kind == course.KindCourse {
		remove.invalid = errors.New("courses are not deleted")
	}
	_, err := c.sender.send(ctx, remove)
	isDoneUnread := err != nil && course.OutcomeOf(err) == course.OutcomeUnread // there is nothing to read in it
	if IsNotFound(err) || isDoneUnread {
		return nil
	}
	return err
}

// ReadTree reads a course with the order of its chapters and lessons, in one request.
// Of lessons it shows little more than ids and titles; ReadCourse reads all.
func (c *Client) ReadTree(ctx context.Context, id string) (*course.Course, error) {
	return c.tree(ctx, onOne("read", http.MethodGet, course.KindCourse, id))
}

// Arrange puts chapters and lessons in the order of tree, and lessons into the chapters
// that hold them there. What Whop does with a chapter or lesson that tree leaves out is
// not documented, so tree must be complete. It also sets titles: that is Whop's contract.
func (c *Client) Arrange(ctx context.Context, id string, tree []*course.Chapter) (*course.Course, error) {
	arrange := onOne("arrange", http.MethodPatch, course.KindCourse, id)
	chapters, badTree := convert(tree, writeChapter)
	body, badBody := encodeBody(map[string]any{"chapters": chapters})
	arrange.body, arrange.invalid = body, cmp.Or(arrange.invalid, badTree, badBody)
	return c.tree(ctx, arrange)
}

// tree makes a call that answers with the course of its id and the complete tree.
func (c *Client) tree(ctx context.Context, call call) (*course.Course, error) {
	return fetch(ctx, c.sender, call, func(o object) (*course.Course, error) {
		if _, err := o.objects("chapters"); err != nil {
			return nil, err // without them every chapter would look deleted
		}
		return only(call.id, readCourse)(o)
	})
}

// onOne is a call on one resource.
func onOne(verb, method string, kind course.Kind, id string) call {
	return call{
		what: fmt.Sprintf("%s %s %s", verb, kind, clip(id)), method: method, path: collections[kind].path + "/{id}", id: id,
		invalid: checkID(collections[kind].idPrefix, id),
	}
}

// Me returns the account of the key. Other credentials than account keys have none.
func (c *Client) Me(ctx context.Context) (Account, error) {
	return fetch(ctx, c.sender, call{what: "read account", method: http.MethodGet, path: "/accounts/me"}, func(o object) (Account, error) {
		id, err := o.id(accountID)
		if err != nil {
			return Account{}, err
		}
		title, noTitle := o.optionalText("title")
		route, noRoute := o.optionalText("route")
		return Account{ID: id, Title: title, Route: route}, errors.Join(noTitle, noRoute)
	})
}

// Permissions reports which actions the key may do on a resource: none on an invisible
// resource (documented).
func (c *Client) Permissions(ctx context.Context, resource string, actions []string) (map[string]bool, error) {
	list := call{what: "read permissions", method: http.MethodGet, path: "/permissions",
		query: url.Values{"resource_id": {resource}, "actions": {strings.Join(actions, ",")}}}
	return fetch(ctx, c.sender, list, func(o object) (map[string]bool, error) {
		granted := make(map[string]bool, len(actions))
		for _, action := range actions {
			granted[action] = false
		}
		items, err := o.objects("data")
		for _, item := range items {
			action, noName := item.text("action")
			may, noAnswer := item.flag("granted")
			if err = errors.Join(err, noName, noAnswer); err != nil {
				break // what one lacks, the others lack as well
			}
			granted[action] = may
		}
		return granted, err
	})
}

// Experiences lists the experiences of an account, and only those of a product if one
// is given.
func (c *Client) Experiences(ctx context.Context, account, product string) ([]Experience, error) {
	list := call{what: "list experiences", method: http.MethodGet, path: "/experiences", query: by("account_id", account)}
	if product != "" {
		list.query.Set("product_id", product)
	}
	experiences, err := listOf(ctx, c.sender, list, readExperience)
	if namesAccount(err) {
		list.query.Del("account_id")
		list.query.Set("company_id", account)
		return listOf(ctx, c.sender, list, readExperience)
	}
	return experiences, err
}

// Experience reads one experience with its products.
func (c *Client) Experience(ctx context.Context, id string) (Experience, error) {
	get := call{
		what: "read experience " + clip(id), method: http.MethodGet, path: "/experiences/{id}", id: id,
		invalid: checkID(experienceID, id),
	}
	return fetch(ctx, c.sender, get, only(id, readExperience))
}

// CreateExperience installs an app on an account once more, under a name.
func (c *Client) CreateExperience(ctx context.Context, idempotencyKey, account, app, name string) (Experience, error) {
	create := func(parameter string) (Experience, error) {
		body, noBody := encodeBody(map[string]any{"app_id": app, parameter: account, "name": name})
		post := call{
			what: "create experience", method: http.MethodPost, path: "/experiences", body: body, idempotencyKey: idempotencyKey,
			invalid: cmp.Or(checkIdempotencyKey(idempotencyKey), checkID(accountID, account), noBody),
		}
		return fetch(ctx, c.sender, post, readExperience)
	}
	made, err := create("account_id")
	if namesAccount(err) {
		idempotencyKey += "-2" // another body
		return create("company_id")
	}
	return made, err
}

// AttachExperience brings an experience to those who buy a product.
func (c *Client) AttachExperience(ctx context.Context, idempotencyKey, id, product string) (Experience, error) {
	body, noBody := encodeBody(map[string]any{"product_id": product})
	post := call{
		what: "attach experience " + clip(id), method: http.MethodPost, path: "/experiences/{id}/attach", id: id, body: body, idempotencyKey: idempotencyKey,
		invalid: cmp.Or(checkIdempotencyKey(idempotencyKey), checkID(experienceID, id), checkID(productID, product), noBody),
	}
	return fetch(ctx, c.sender, post, only(id, readExperience))
}

// Products lists what an account sells.
func (c *Client) Products(ctx context.Context, account string) ([]Product, error) {
	list := call{what: "list products", method: http.MethodGet, path: "/products", query: by("account_id", account)}
	return listOf(ctx, c.sender, list, readProduct)
}

// LessonInteractions counts students' progress by lesson id, for one lesson or for a
// whole course. A lesson that no student has begun is not in the result.
func (c *Client) LessonInteractions(ctx context.Context, id string) (map[string]Progress, error) {
	list := call{what: "count progress on " + clip(id), method: http.MethodGet, path: "/course_lesson_interactions"}
	switch {
	case checkID(lessonID, id) == nil:
		list.query = by("lesson_id", id)
	case checkID(courseID, id) == nil:
		list.query = by("course_id", id)
	default:
		list.invalid = fmt.Errorf("%q is no id of a course or lesson", clip(id))
	}
	students := map[string]map[string]bool{} // lesson → student → completed
	err := c.sender.each(ctx, list, func(o object) error {
		lesson, student, completed, err := readInteraction(o)
		if err != nil {
			return err
		}
		if students[lesson] == nil {
			students[lesson] = map[string]bool{}
		}
		students[lesson][student] = students[lesson][student] || completed
		return nil
	})
	if err != nil {
		return nil, err
	}
	return countProgress(students), nil
}
