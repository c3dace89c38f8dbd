package emulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// api is what the API knows of its callers.
type api struct {
	keys    map[string]Key
	results memory
	rates   map[operation]*window
}

// window counts the requests of one operation and key since start.
type window struct {
	start time.Time
	count int
}

// serve takes a call through the checks in the order assumed of Whop: key, rate, version,
// endpoint, query, idempotency key, permission.
func (a *api) serve(c *call, forget bool) Answer {
	name, id := operationOf(c.in.Method, c.in.Path)
	route, isKnown := routes[name]
	c.id = id
	if err := a.enter(c, name, route, isKnown); err != nil {
		return refuse(err, route.native)
	}
	return a.results.once(c, route.native, forget, func() Answer {
		if err := c.key.authorize(route.needs); err != nil {
			return refuse(err, route.native)
		}
		value, err := route.do(c)
		if err != nil {
			return refuse(err, route.native)
		}
		return jsonAnswer(cmp.Or(route.status, http.StatusOK), encode(value))
	})
}

func (a *api) enter(c *call, name string, route route, isKnown bool) (err error) {
	if c.key, err = a.authenticate(c.in); err != nil {
		return err
	}
	if err := a.limit(c, operation{c.key.Token, name}); err != nil {
		return err
	}
	if c.version, err = chooseVersion(c); err != nil {
		return err
	}
	if !isKnown {
		return notEmulated(c.in.Method, c.in.Path)
	}
	return route.checkQuery(c.in)
}

// authenticate returns the key that the request was sent with.
func (a *api) authenticate(r *request) (Key, error) {
	token, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if key, ok := a.keys[token]; ok && isBearer {
		return key, nil
	}
	return Key{}, &refusal{Status: 401, Type: "unauthorized", Message: "The API key is missing or not known"}
}

// limit refuses what is over Quirks.RateLimit a minute. The wait is in the message alone:
// no header names it. (Documented.)
func (a *api) limit(c *call, o operation) error {
	most := c.quirks.RateLimit
	if most <= 0 {
		return nil
	}
	w := a.rates[o]
	if w == nil || c.now.Sub(w.start) >= time.Minute {
		w = &window{start: c.now}
		a.rates[o] = w
	}
	if w.count >= most {
		left := time.Minute - c.now.Sub(w.start)
		return tooMany(int((left + time.Second - 1) / time.Second))
	}
	w.count++
	return nil
}

// chooseVersion takes the header, else the version that the key is pinned to.
func chooseVersion(c *call) (string, error) {
	asked := cmp.Or(c.in.Header.Get("Api-Version-Date"), c.key.Version, versions[len(versions)-1])
	if !slices.Contains(versions, asked) {
		return "", invalid("Api-Version-Date", "unknown version %q, supported are %s", asked, strings.Join(versions, ", "))
	}
	return asked, nil
}
