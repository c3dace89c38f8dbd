package emulator

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
		ID: x.ID, Name: x.Name, Order: orNull(x.Order), IsPublic: x.Public, CreatedAt: spellTime(x.CreatedAt),
		App: appView{ID: x.App.ID, Name: x.App.Name}, Image: showThumbnail(c, x.Image), Company: showCompany(c, x.Account),
	}
}
