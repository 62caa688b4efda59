// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/catalogue.h"

#include <QStringList>
#include <QStringMatcher>
#include <stop_token>
#include <vector>

namespace pulse::ui {

/// What was typed into the filter, ready to be compared with entries. A value; used on any thread.
class PromptFilter
{
public:
    explicit PromptFilter(const QString &text = {});

    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty() && m_tags.isEmpty() && m_labels.isEmpty(); }
    [[nodiscard]] const QStringList &words() const { return m_words; }
    [[nodiscard]] bool matches(const CatalogueEntry &entry) const;
    /// The positions of the entries that match, ascending; what was found so far when asked to stop.
    [[nodiscard]] std::vector<quint32> positionsIn(const Catalogue &catalogue, const std::stop_token &stop = {}) const;

private:
    QStringList m_words;
    QStringList m_tags;
    QStringList m_labels;
    std::vector<QStringMatcher> m_matchers; // one a word
};

} // namespace pulse::ui
