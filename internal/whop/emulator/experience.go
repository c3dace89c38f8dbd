package emulator

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// accountFilter reads the account that a list is limited to. The parameter has had two
// names, and no version is known in which one of them ended. (Documented, date unknown.)
func (c *call) accountFilter() (id string, named bool, err error) {
	forbidden := map[string]bool{"company_id": c.quirks.AccountIDOnly, "account_id": c.quirks.CompanyIDOnly}
	for _, name := range []string{"account_id", "company_id"} {
		if !c.Query.Has(name) {
			continue
		}
		if forbidden[name] {
			return "", false, invalid(name, "unknown parameter")
		}
		id, named = c.Query.Get(name), true
	}
	return id, named, nil
}

func listExperiences(c *call) (any, error) {
	account, named, err := c.accountFilter()
	if err != nil {
		return nil, err
	}
	if !named {
		return nil, missing("account_id")
	}
	from, err := c.timeFilter("created_after")
	if err != nil {
		return nil, err
	}
	to, err := c.timeFilter("created_before")
	if err != nil {
		return nil, err
	}
	var found []*experience
	if account == c.key.Account {
		found = slices.DeleteFunc(c.ownExperiences(), func(x *experience) bool {
			return !c.matches("app_id", x.App.ID) || !c.matches("product_id", x.Products...) ||
				!from.IsZero() && !x.CreatedAt.After(from) || !to.IsZero() && !x.CreatedAt.Before(to)
		})
	} else if err := c.nothingThere(); err != nil {
		return nil, err
	}
	where := func(x *experience) place { return place{x.Born} }
	return paginate(c, found, where, func(x *experience) any { return c.showExperienceItem(x) })
}

// matches reports whether the parameter is absent or one of the values.
func (c *call) matches(parameter string, values ...string) bool {
	return !c.Query.Has(parameter) || slices.Contains(values, c.Query.Get(parameter))
}

func (c *call) timeFilter(parameter string) (time.Time, error) {
	if !c.Query.Has(parameter) {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, c.Query.Get(parameter))
	if err != nil {
		return at, invalid(parameter, "must be an ISO 8601 time")
	}
	return at, nil
}

func readExperience(c *call) (any, error) {
	if !c.mayUseExperience(c.id) {
		return nil, notFound()
	}
	x := c.w.experiences[c.id]
	view := experienceView{experienceItem: c.showExperienceItem(x), Products: []productInExperience{}}
	for _, id := range x.Products {
		if p, ok := c.w.products[id]; ok {
			view.Products = append(view.Products, productInExperience{p.ID, p.Route, p.Title})
		}
	}
	return view, nil
}

func (c *call) mayUseExperience(id string) bool {
	x, ok := c.w.experiences[id]
	return ok && x.Account == c.key.Account
}

// ownExperiences are those of the key's account, oldest first.
func (c *call) ownExperiences() []*experience {
	own := slices.Collect(maps.Values(c.w.experiences))
	own = slices.DeleteFunc(own, func(x *experience) bool { return x.Account != c.key.Account })
	slices.SortFunc(own, func(a, b *experience) int { return cmp.Compare(a.Born, b.Born) })
	return own
}

type experienceItem struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Order     *string    `json:"order"`
	IsPublic  bool       `json:"is_public"`
	CreatedAt string     `json:"created_at"`
	App       appView    `json:"app"`
	Image     *thumbnail `json:"image"`
	Company   company    `json:"company"`
}

type appView struct {
	ID   string     `json:"id"`
	Name string     `json:"name"`
	Icon *thumbnail `json:"icon"`
}

type experienceView struct {
	experienceItem
	Products []productInExperience `json:"products"`
}

type productInExperience struct {
	ID    string `json:"id"`
	Route string `json:"route"`
	Title string `json:"title"`
}

func (c *call) showExperienceItem(x *experience) experienceItem {
	return experienceItem{
		ID: x.ID, Name: x.Name, CreatedAt: spellTime(x.CreatedAt),
		App: appView{ID: x.App.ID, Name: x.App.Name}, Company: c.showCompany(x.Account),
	}
}
