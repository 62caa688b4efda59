// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <optional>

namespace pulse::ui {

/// What a person typed to find something by some of its letters: words separated by spaces, each of which must occur
/// with its letters in order, ignoring case. Thread-safe after construction; use it for many texts.
class FuzzyPattern
{
public:
    explicit FuzzyPattern(QStringView typed);

    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    /// How well the text fits, the more the better; empty when it does not fit. Letters at the beginning of words and
    /// in a row count more, and so does the part after the last slash.
    [[nodiscard]] std::optional<int> score(QStringView text) const;
    /// Which letters of the text were matched, ascending; for emphasis. Empty when it does not fit.
    [[nodiscard]] QList<int> positions(QStringView text) const;

private:
    QStringList m_words; // case-folded
};

} // namespace pulse::ui
