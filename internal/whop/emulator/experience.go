package emulator

import (
	"slices"
	"time"
)

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

func showExperience(c *call, x *experience) experienceView {
	view := experienceView{experienceItem: showExperienceItem(c, x), Products: []productInExperience{}}
	for _, id := range x.Products {
		if p, ok := c.world.products[id]; ok {
			view.Products = append(view.Products, productInExperience{p.ID, p.Route, p.Title})
		}
	}
	return view
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

func showExperienceItem(c *call, x *experience) experienceItem {
	return experienceItem{
		ID: x.ID, Name: x.Name, CreatedAt: spellTime(x.CreatedAt),
		App: appView{ID: x.App.ID, Name: x.App.Name}, Company: showCompany(c, x.Account),
	}
}
