// The shape of a topic of `kimi help`.

export interface Topic {
  /** The title, which is also the topic's line in the list. */
  about: string
  /** Lines of at most 80 columns. */
  text(): string
}
