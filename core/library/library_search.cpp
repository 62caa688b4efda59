// SPDX-License-Identifier: Apache-2.0
#include "library_support.h"
#include "pulse/base/cancellation.h"

#include <QStringMatcher>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

/// Finds one text in many, and stops collecting at the limit.
class Searcher
{
public:
    Searcher(const QString &text, qsizetype limit)
        : m_matcher(text, Qt::CaseInsensitive)
        , m_limit(limit)
    {}

    [[nodiscard]] bool isFull() const { return std::ssize(m_matches) >= m_limit; }
    [[nodiscard]] std::vector<SearchMatch> take() { return std::move(m_matches); }

    void matchFact(const VersionKey &key, const QString &fact) { matchLine(key, 0, fact); }

    void matchContent(const VersionKey &key, const QByteArray &content)
    {
        const QString text = QString::fromUtf8(content);
        if (m_matcher.indexIn(text) < 0)
            return;
        int number = 0;
        for (const QStringView line : QStringView(text).tokenize(u'\n')) {
            ++number;
            if (isFull())
                return;
            matchLine(key, number, line.endsWith(u'\r') ? line.chopped(1) : line);
        }
    }

private:
    void matchLine(const VersionKey &key, int number, QStringView line)
    {
        const qsizetype position = m_matcher.indexIn(line);
        if (position >= 0 && !isFull())
            m_matches.push_back({key, number, line.toString(), position, m_matcher.pattern().size()});
    }

    QStringMatcher m_matcher;
    qsizetype m_limit;
    std::vector<SearchMatch> m_matches;
};

} // namespace

Result<std::vector<SearchMatch>> Library::search(const QString &text, qsizetype limit, std::stop_token stop)
{
    if (text.isEmpty())
        return failure(ErrorCode::Invalid, u"search"_s, {}, u"There is nothing to search for. Give a text."_s);
    const auto items = list({}, true, stop);
    if (!items)
        return failure(items);
    Searcher searcher(text, limit);
    for (const ListItem &item : *items) {
        if (const auto going = checkCancelled(stop, u"search"_s, text); !going)
            return failure(going);
        if (searcher.isFull())
            break;
        if (!item.name)
            continue;
        const auto prompt = fetch(PromptRef{*item.name, {}, false}, stop);
        if (!prompt) {
            if (isDamage(prompt.error()) || prompt.error().code() == ErrorCode::NotFound)
                continue; // what cannot be read must not hide the matches in all the rest
            return failure(prompt);
        }
        const VersionKey key{prompt->name(), prompt->version()};
        searcher.matchFact(key, key.name.toString());
        for (const QString &tag : prompt->metadata.tags.toList())
            searcher.matchFact(key, tag);
        searcher.matchFact(key, prompt->metadata.description);
        searcher.matchContent(key, prompt->content);
    }
    return searcher.take();
}

} // namespace pulse
