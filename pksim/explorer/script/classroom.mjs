// The script of a page for a class, which has the lessons, too.

import { lessonIn, openLesson } from "./lessons/lesson.mjs";
import { lessonPanel } from "./lessons/panel.mjs";
import { mountHere } from "./page.mjs";

mountHere({ lessonIn, openLesson, lessonPanel });
