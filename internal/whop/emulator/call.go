package emulator

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"
)

// call is one request of the API while it is carried out, under the emulator's lock.
type call struct {
	*request
	*Emulator
	w       *world
	now     time.Time
	key     Key
	id      string // of the path
	version string
	status  int // of success
	forget  bool
	tokens  int // made so far
}

// serveAPI takes a request through the doors in the order in which Whop is assumed to
// have them: who is it, how often, in which version, what for, seen before, may it.
func (c *call) serveAPI() Answer {
	name, id := operationOf(c.Method, c.Path)
	route, known := routes[name]
	c.id = id
	if route.status != 0 {
		c.status = route.status
	}
	if err := c.enter(name, known, route); err != nil {
		return c.refuse(err, route)
	}
	return c.once(func() Answer {
		if err := c.key.authorize(route.needs); err != nil {
			return c.refuse(err, route)
		}
		value, err := route.do(c)
		if err != nil {
			return c.refuse(err, route)
		}
		return jsonAnswer(c.status, encode(value))
	}, route)
}

func (c *call) enter(name string, known bool, route route) (err error) {
	if c.key, err = c.authenticate(c.request); err != nil {
		return err
	}
	if err := c.limit(operation{c.key.Token, name}); err != nil {
		return err
	}
	if c.version, err = c.chooseVersion(); err != nil {
		return err
	}
	if !known {
		return notFound()
	}
	return route.checkQuery(c.request)
}

func (c *call) refuse(err error, r route) Answer {
	var why *refusal
	if !errors.As(err, &why) {
		why = &refusal{Status: http.StatusInternalServerError, Type: "internal_server_error", Message: err.Error()}
	}
	return jsonAnswer(why.Status, why.body(r.native))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
