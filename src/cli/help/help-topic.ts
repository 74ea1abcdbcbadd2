// One topic of `kimi help`.

export interface Topic {
  /** One line: the title, and the topic's line in the list. */
  about: string
  /** Lines of at most 80 columns. */
  text(): string
}
