package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

const maxExperienceName = 255 // characters (documented)

var experienceColumns = []column[Experience]{
	{"app_id", required, never, takeApp},
	{"account_id", may, never, takeAccount("account_id")},
	{"company_id", may, never, takeAccount("company_id")},
	{"name", may, may, takeName},
	{"is_public", may, may, value(func(x *Experience) *bool { return &x.Public })},
	{"logo", may, may, attached(func(x *Experience) *string { return &x.Image }, pictures)},
	{"order", never, may, number(func(x *Experience) *string { return &x.Order })},
	{"section_id", may, may, nowhere},
	{"access_level", never, may, nowhere}, // documented as unused
}

func takeApp(c *call, x *Experience, raw json.RawMessage) error {
	id, err := decode[string](raw)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.apps(), func(a App) bool { return a.ID == id })
	if at < 0 {
		return notFound()
	}
	x.App = c.apps()[at]
	return nil
}

// takeAccount takes the account under one of its two names. A key installs on its own account alone.
func takeAccount(name string) setter[Experience] {
	return func(c *call, x *Experience, raw json.RawMessage) error {
		if c.quirks.refuses(name) {
			return errUnknown
		}
		id, err := decode[string](raw)
		if err == nil && id != c.key.Account {
			return notFound()
		}
		x.Account = id
		return err
	}
}

func takeName(_ *call, x *Experience, raw json.RawMessage) error {
	name, err := decode[*string](raw)
	switch {
	case err != nil:
		return err
	case name != nil && utf8.RuneCountInString(*name) > maxExperienceName:
		return fmt.Errorf("longer than %d characters", maxExperienceName)
	case name != nil:
		x.Name = *name
	}
	return nil
}

// nowhere takes what no answer shows.
func nowhere(_ *call, _ *Experience, raw json.RawMessage) error {
	_, err := decode[*string](raw)
	return err
}

// createExperience installs an app once more. Without a name it has the app's. (Assumed.)
func createExperience(c *call) (any, error) {
	record := Experience{CreatedAt: c.now}
	if err := take(c, &record, experienceColumns, onCreate); err != nil {
		return nil, err
	}
	if record.Account == "" {
		return nil, missing("account_id")
	}
	record.Name = cmp.Or(record.Name, record.App.Name)
	record.Born, record.ID = c.world.nextID("exp_")
	c.world.putExperience(record)
	return showExperience(c, c.world.experiences[record.ID]), nil
}

func updateExperience(c *call) (any, error) {
	x, err := c.experienceByID(c.id)
	if err != nil {
		return nil, err
	}
	record := x.Experience
	if err := take(c, &record, experienceColumns, onUpdate); err != nil {
		return nil, err
	}
	c.world.putExperience(record)
	return showExperience(c, x), nil
}

// draftPlacement names the product that an experience comes to, or goes from.
type draftPlacement struct{ product string }

var placementColumns = []column[draftPlacement]{
	{"product_id", required, never, existing(func(d *draftPlacement) *string { return &d.product }, (*call).productByID)},
}

// attachExperience may be repeated. (Assumed.)
func attachExperience(c *call) (any, error) {
	return placeExperience(c, func(products []string, product string) []string {
		if slices.Contains(products, product) {
			return products
		}
		return append(products, product)
	})
}

func detachExperience(c *call) (any, error) {
	return placeExperience(c, func(products []string, product string) []string {
		return slices.DeleteFunc(products, func(id string) bool { return id == product })
	})
}

func placeExperience(c *call, change func(products []string, product string) []string) (any, error) {
	x, err := c.experienceByID(c.id)
	if err != nil {
		return nil, err
	}
	var draft draftPlacement
	if err := take(c, &draft, placementColumns, onCreate); err != nil {
		return nil, err
	}
	record := x.Experience
	record.Products = change(slices.Clone(record.Products), draft.product)
	c.world.putExperience(record)
	return showExperience(c, x), nil
}

func listExperiences(c *call) (any, error) {
	isOwn, err := listsOwn(c)
	if err != nil {
		return nil, err
	}
	from, err := timeFilter(c, "created_after")
	if err != nil {
		return nil, err
	}
	to, err := timeFilter(c, "created_before")
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(c.ownExperiences(), func(x *experience) bool {
		return !isOwn || !c.matches("app_id", x.App.ID) || !c.matches("product_id", x.Products...) ||
			!from.IsZero() && !x.CreatedAt.After(from) || !to.IsZero() && !x.CreatedAt.Before(to)
	})
	where := func(x *experience) place { return place{x.Born} }
	return paginate(c, found, where, func(x *experience) any { return showExperienceItem(c, x) })
}

func timeFilter(c *call, parameter string) (time.Time, error) {
	if !c.in.Query.Has(parameter) {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, c.in.Query.Get(parameter))
	if err != nil {
		return at, invalid(parameter, "must be an ISO 8601 time")
	}
	return at, nil
}
