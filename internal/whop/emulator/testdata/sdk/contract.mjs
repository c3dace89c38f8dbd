// Calls every method that Whop's own SDK has for courses, chapters, lessons and files
// against the emulator, and holds each answer against the SDK's declarations. Prints a
// line for each method, and exits with 1 when something is not as declared.
import assert from 'node:assert/strict'
import Whop, { toFile } from '@whop/sdk'
import { complaints, declarations } from './declared.mjs'

const client = new Whop({ maxRetries: 0 }) // WHOP_BASE_URL and WHOP_API_KEY say where to
const called = new Set()
const wrong = []

// calling returns a resource whose methods note that they were called, and check what
// they answer.
function calling(resource, file, types) {
  const declared = declarations(file)
  return new Proxy(client[resource], {
    get(target, method) {
      if (typeof target[method] !== 'function') return target[method]
      return async (...args) => {
        called.add(`${resource}.${method}`)
        const answer = await target[method](...args)
        const items = method === 'list' ? await everything(answer) : [answer]
        for (const item of items) {
          wrong.push(...complaints(declared, types[method], item, `${resource}.${method}`))
        }
        return method === 'list' ? items : answer
      }
    },
  })
}

async function everything(pages) {
  const items = []
  for await (const item of pages) items.push(item)
  return items
}

// A check that finds nothing in nothing would be none.
assert.deepEqual(complaints(declarations('courses.d.ts'), 'Course.Chapter', { id: 7, lessons: [{ title: 'x' }], order: 1, title: null }, 'c').slice(0, 3), [
  'c.id is 7, and no string', 'c.lessons[0].id is missing', 'c.lessons[0].lesson_type is missing',
])

const methods = (types, item) => ({ create: types, retrieve: types, update: types, list: item, delete: 'boolean', start: 'boolean', markAsCompleted: 'boolean' })
const courses = calling('courses', 'courses.d.ts', methods('Course', 'CourseListResponse'))
const chapters = calling('courseChapters', 'course-chapters.d.ts', methods('CourseChapter', 'CourseChapterListResponse'))
const lessons = calling('courseLessons', 'course-lessons.d.ts', { ...methods('Lesson', 'CourseLessonListResponse'), submitAssessment: 'CourseLessonSubmitAssessmentResponse' })
const experiences = calling('experiences', 'experiences.d.ts', { list: 'ExperienceListResponse' })
const ofExperience = calling('experiences', 'shared.d.ts', { create: 'Experience', retrieve: 'Experience', update: 'Experience', attach: 'Experience', detach: 'Experience' })
const apps = calling('apps', 'apps.d.ts', { list: 'AppListResponse' })
const accounts = calling('accounts', 'accounts/accounts.d.ts', { me: 'Account', retrieve: 'Account' })
const files = calling('files', 'files.d.ts', { create: 'FileCreateResponse', retrieve: 'FileRetrieveResponse', upload: 'FileRetrieveResponse' })

const titles = (items) => items.map((item) => item.title)

// Whose key it is, and where courses can be.
const account = await accounts.me()
assert.equal((await accounts.retrieve(account.id)).route, account.route)
const [app] = await apps.list({ query: 'courses' })
assert.equal(app.name, 'Courses')
const school = await ofExperience.create({ app_id: app.id, company_id: account.id, name: 'Evening school' })
assert.equal(school.app.id, app.id)
const [product] = (await ofExperience.retrieve(process.env.WHOP_EXPERIENCE)).products
assert.deepEqual((await ofExperience.attach(school.id, { product_id: product.id })).products, [product])
const found = { company_id: account.id, app_id: app.id, product_id: product.id }
assert.deepEqual((await experiences.list(found)).map(({ id }) => id), [process.env.WHOP_EXPERIENCE, school.id])
assert.equal((await ofExperience.update(school.id, { name: 'Day school' })).name, 'Day school')
assert.deepEqual((await ofExperience.detach(school.id, { product_id: product.id })).products, [])
await assert.rejects(ofExperience.duplicate(school.id), /The emulator has no POST/)

// Files: the record alone, and the whole upload.
const record = await files.create({ filename: 'notes.pdf', visibility: 'private' })
assert.equal(record.upload_status, 'pending')
const pdf = await files.upload(await toFile(Buffer.from('%PDF-1.4\n%%EOF\n'), 'sheet.pdf', { type: 'application/pdf' }))
assert.equal(pdf.filename, 'sheet.pdf')
assert.equal((await files.retrieve(pdf.id)).upload_status, 'ready')

// A course, what Whop puts into it, two chapters, lessons of several types.
const course = await courses.create({ experience_id: process.env.WHOP_EXPERIENCE, title: 'Pottery basics', tagline: 'Hands on', visibility: 'hidden' })
assert.equal(course.title, 'Pottery basics')
assert.deepEqual([titles(course.chapters), titles(course.chapters[0].lessons)], [['Chapter 1'], ['Lesson 1']])
assert.equal(await chapters.delete(course.chapters[0].id), true)
const clay = await chapters.create({ course_id: course.id, title: 'Clay' })
const wheel = await chapters.create({ course_id: course.id, title: 'Wheel' })
const wedging = await lessons.create({ chapter_id: clay.id, lesson_type: 'text', title: 'Wedging', content: '# Wedging\n\nPress the air out.\n' })
assert.equal(wedging.content, '# Wedging\n\nPress the air out.\n')
const video = await lessons.create({ chapter_id: clay.id, lesson_type: 'video', title: 'Watch', embed_type: 'youtube', embed_id: 'dQw4w9WgXcQ' })
const sheet = await lessons.create({ chapter_id: clay.id, lesson_type: 'pdf', title: 'Sheet' })
const quiz = await lessons.create({ chapter_id: wheel.id, lesson_type: 'quiz', title: 'Check' })

// Changes, each read back.
await courses.update(course.id, { description: 'From clay to bowl', language: 'en', visibility: 'visible' })
assert.equal((await courses.retrieve(course.id)).description, 'From clay to bowl')
await chapters.update(wheel.id, { title: 'The wheel' })
assert.equal((await chapters.retrieve(wheel.id)).title, 'The wheel')
await lessons.update(sheet.id, { main_pdf: { id: pdf.id }, attachments: [{ id: pdf.id }] })
assert.equal((await lessons.retrieve(sheet.id)).main_pdf.filename, 'sheet.pdf')
await lessons.update(quiz.id, {
  max_attempts: 3,
  assessment_completion_requirement: { minimum_grade_percent: 50 },
  assessment_questions: [
    { question_type: 'true_false', question_text: 'Clay is soil.', correct_answer: 'true', options: [{ option_text: 'True', is_correct: true }, { option_text: 'False', is_correct: false }] },
  ],
})
const [question] = (await lessons.retrieve(quiz.id)).assessment_questions
assert.equal(question.question_text, 'Clay is soil.')

// The order, in one request.
await courses.update(course.id, {
  chapters: [
    { id: wheel.id, order: 1, title: 'The wheel', lessons: [{ id: quiz.id, chapter_id: wheel.id, order: 1, title: 'Check' }] },
    {
      id: clay.id, order: 2, title: 'Clay',
      lessons: [sheet, wedging, video].map(({ id, title }, i) => ({ id, chapter_id: clay.id, order: i + 1, title })),
    },
  ],
})
assert.deepEqual(titles((await courses.retrieve(course.id)).chapters), ['The wheel', 'Clay'])

// Lists, over several pages.
assert.deepEqual(titles(await courses.list({ experience_id: process.env.WHOP_EXPERIENCE })), ['Pottery basics'])
assert.equal((await chapters.list({ course_id: course.id, first: 1 })).length, 2)
assert.equal((await lessons.list({ course_id: course.id, first: 2 })).length, 4)
assert.equal((await lessons.list({ chapter_id: clay.id })).length, 3)

// What a student does.
assert.equal(await lessons.start(wedging.id), true)
assert.equal(await lessons.markAsCompleted(wedging.id), true)
const right = question.options.find((option) => option.is_correct)
const graded = await lessons.submitAssessment(quiz.id, { answers: [{ question_id: question.id, selected_option_ids: [right.id] }] })
assert.equal(graded.result_correct, 1)

// And everything goes again.
assert.equal(await lessons.delete(video.id), true)
await assert.rejects(lessons.retrieve(video.id), Whop.NotFoundError)
assert.equal(await chapters.delete(wheel.id), true)
assert.equal(await courses.delete(course.id), true)
await assert.rejects(courses.retrieve(course.id), Whop.NotFoundError)
await assert.rejects(new Whop({ apiKey: 'apik_wrong', maxRetries: 0 }).courses.list({}), Whop.AuthenticationError)

for (const resource of ['courses', 'courseChapters', 'courseLessons', 'files']) {
  for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(client[resource]))) {
    if (method !== 'constructor' && !called.has(`${resource}.${method}`)) wrong.push(`${resource}.${method} was not called`)
  }
}
for (const name of [...called].sort()) console.log(name)
for (const complaint of new Set(wrong)) console.error(complaint)
process.exitCode = wrong.length ? 1 : 0
