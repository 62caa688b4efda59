// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

namespace pulse {

/// A heading (ATX `## …` or setext, underlined). Lines count from 0.
struct MarkdownHeading
{
    int level = 1; ///< 1–6
    int line = 0;  ///< of its first line of text
    QString text;  ///< as written, without the marks; may be empty
};

/// A fenced code block. Lines count from 0 and include the fences.
struct MarkdownFence
{
    int firstLine = 0;
    int lastLine = 0;      ///< the closing fence, or the last line of the block where nothing closes it
    bool isClosed = false; ///< by a fence, not by the end of the text or of the list or quote around it
    QString info;          ///< the whole info string, trimmed

    /// The info string's first word, which names the language by custom.
    [[nodiscard]] QString language() const;
};

struct MarkdownOutline
{
    std::vector<MarkdownHeading> headings;
    std::vector<MarkdownFence> fences;
    int openTasks = 0; ///< list items `- [ ] …`
    int doneTasks = 0; ///< list items `- [x] …`
    int words = 0;     ///< of the whole text, see countWords()
    int lines = 0;     ///< number of lines; a final line break does not begin another
};

/// The block structure of a Markdown text by the rules of CommonMark (fences, headings, lists, quotes, indented code;
/// task items as GitHub has them), with HTML taken as text, as the preview shows it. Time and memory grow linearly with
/// the text, whatever it holds. Thread-safe.
[[nodiscard]] MarkdownOutline outlineMarkdown(QStringView text);

/// Words as a person counts them: runs without white space that hold at least one letter or digit; of scripts that
/// write without spaces (Chinese, Japanese kana) each character counts.
[[nodiscard]] int countWords(QStringView text);

} // namespace pulse
