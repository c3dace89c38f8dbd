// Runs every test in one process, with one browser.
import './access.test.mjs'
import './hostile.test.mjs'
import './links.test.mjs'
import './live.test.mjs'
import './pages.test.mjs'
import './plan.test.mjs'
import './quiz.test.mjs'
