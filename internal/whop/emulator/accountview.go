package emulator

import "strings"

// What an account shows beside its name, in the words of Whop's own description. The emulator has
// nothing to say there, and says nothing in the declared form. (Documented.)
var (
	accountNulls = strings.Fields(`banner_image_url business_address business_type capabilities country description email
		industry_group industry_type invoice_prefix logo_url onboarding_type opengraph_image_url opengraph_image_variant
		other_business_description other_industry_description parent_account_id payment_controls product_tax_code
		recommended_actions required_actions status target_audience tax_remitted_by total_earned_usd total_usd wallet`)
	accountLists = strings.Fields(`balances home_preferences social_links tax_collection_enabled_states tax_identifiers`)
	accountFlags = strings.Fields(`require_2fa send_customer_emails show_joined_whops show_reviews_dtc show_user_directory
		use_logo_as_opengraph_image_fallback`)
	accountObjects = strings.Fields(`llc_formation metadata store_page_config verification`)
)

// readAccount shows the account of the key, under its id or as "me". Other accounts are not seen.
func readAccount(c *call) (any, error) {
	a, ok := c.world.accounts[c.key.Account]
	if !ok || c.id != "" && c.id != a.ID {
		return nil, notFound()
	}
	view := map[string]any{"id": a.ID, "title": a.Title, "route": a.Route, "created_at": spellTime(a.CreatedAt)}
	fill := func(names []string, value any) {
		for _, name := range names {
			view[name] = value
		}
	}
	fill(accountNulls, nil)
	fill(accountLists, []any{})
	fill(accountFlags, false)
	fill(accountObjects, struct{}{})
	return view, nil
}
