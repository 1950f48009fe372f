// The language of the page.

export { english as texts, englishLessons as lessonTexts } from "./english.mjs";
