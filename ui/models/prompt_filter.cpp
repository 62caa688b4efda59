// SPDX-License-Identifier: Apache-2.0
#include "prompt_filter.h"

#include <algorithm>

namespace pulse::ui {

namespace {

bool anyBeginsWith(const QStringList &texts, const QString &begin)
{
    return std::ranges::any_of(texts, [&](const QString &text) { return text.startsWith(begin, Qt::CaseInsensitive); });
}

} // namespace

PromptFilter::PromptFilter(const QString &text)
{
    const QStringList parts = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (part.startsWith(u'#') || part.startsWith(u'@')) {
            if (part.size() > 1)
                (part.startsWith(u'#') ? m_tags : m_labels).append(part.sliced(1));
            continue;
        }
        m_words.append(part);
        m_matchers.emplace_back(part, Qt::CaseInsensitive);
    }
}

bool PromptFilter::matches(const CatalogueEntry &entry) const
{
    return std::ranges::all_of(m_matchers,
                               [&](const QStringMatcher &word) {
                                   return word.indexIn(entry.path) >= 0 ||
                                          (!entry.description.isEmpty() && word.indexIn(entry.description) >= 0);
                               }) &&
           std::ranges::all_of(m_tags, [&](const QString &tag) { return anyBeginsWith(entry.tags, tag); }) &&
           std::ranges::all_of(m_labels, [&](const QString &label) { return anyBeginsWith(entry.labels, label); });
}

std::vector<quint32> PromptFilter::positionsIn(const Catalogue &catalogue, const std::stop_token &stop) const
{
    std::vector<quint32> positions;
    const auto &entries = catalogue.entries();
    for (size_t at = 0; at < entries.size(); ++at) {
        if (at % 1024 == 0 && stop.stop_requested())
            break;
        if (matches(entries[at]))
            positions.push_back(static_cast<quint32>(at));
    }
    return positions;
}

} // namespace pulse::ui
