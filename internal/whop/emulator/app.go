package emulator

import (
	"slices"
	"strings"
)

// apps are all apps that can be installed: the two of the local world, and what is installed.
func (c *call) apps() []App {
	all := []App{{ID: CoursesApp, Name: "Courses"}, {ID: chatApp, Name: "Chat"}}
	for _, x := range sortedValues(c.world.experiences, func(x *experience) int { return x.Born }) {
		if !slices.ContainsFunc(all, func(a App) bool { return a.ID == x.App.ID }) {
			all = append(all, x.App)
		}
	}
	return all
}

// listApps finds apps by a part of their name, in any letter case. (Seen in practice: courses finds
// the Courses app.)
func listApps(c *call) (any, error) {
	all := c.apps()
	query := strings.ToLower(c.in.Query.Get("query"))
	at := func(a App) place { return place{slices.Index(all, a)} }
	found := slices.DeleteFunc(slices.Clone(all), func(a App) bool { return !strings.Contains(strings.ToLower(a.Name), query) })
	return paginate(c, found, at, func(a App) any { return showApp(a) })
}

// appListing is an app as a list shows it. (Documented.)
type appListing struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description *string    `json:"description"`
	Type        string     `json:"app_type"`
	Status      string     `json:"status"`
	Verified    bool       `json:"verified"`
	Domain      string     `json:"domain_id"`
	Route       *string    `json:"route"`
	BaseURL     *string    `json:"base_url"`
	Hosted      *string    `json:"hosted_url"`
	Origin      *string    `json:"origin"`
	Dashboard   *string    `json:"dashboard_path"`
	Discover    *string    `json:"discover_path"`
	Experience  *string    `json:"experience_path"`
	OpenAPI     *string    `json:"openapi_path"`
	Skills      *string    `json:"skills_path"`
	Icon        *thumbnail `json:"icon"`
	Company     maker      `json:"company"`
	Creator     author     `json:"creator"`
}

// maker and author are who has made an app.
type maker struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type author struct {
	ID       string  `json:"id"`
	Name     *string `json:"name"`
	Username string  `json:"username"`
}

func showApp(a App) appListing {
	return appListing{
		ID: a.ID, Name: a.Name, Type: "b2c_app", Status: "live", Verified: true, Domain: strings.TrimPrefix(a.ID, "app_"),
		Company: maker{"biz_LocalAppMaker1", "App maker"}, Creator: author{ID: "user_LocalMaker001", Username: "maker"},
	}
}
