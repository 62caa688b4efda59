// SPDX-License-Identifier: Apache-2.0
#include "text_search.h"

#include "pulse/base/cancellation.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRegularExpression>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Search
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::Search)

public:
    [[nodiscard]] static std::unexpected<Error> tooSlow(const QString &pattern)
    {
        return failure(
            ErrorCode::Unsupported, u"find"_s, pattern,
            tr("This pattern takes too long on this text. Nested repetitions such as (a+)+ are the usual cause."));
    }
    [[nodiscard]] static std::unexpected<Error> invalid(const QString &pattern, const QRegularExpression &expression)
    {
        return failure(ErrorCode::Invalid, u"find"_s, pattern,
                       tr("Not a regular expression: %1 (at character %2).")
                           .arg(expression.errorString())
                           .arg(expression.patternErrorOffset() + 1));
    }
};

QString patternText(const SearchQuery &query)
{
    QString pattern = query.isRegex ? query.pattern : QRegularExpression::escape(query.pattern);
    if (query.wholeWords)
        pattern = u"(?<![\\w])(?:"_s + pattern + u")(?![\\w])"_s;
    return pattern;
}

/// The engine may take so many steps from each place where a match could begin: fewer in long lines, so that the whole
/// line stays bounded.
QRegularExpression compile(const SearchQuery &query, int stepLimit)
{
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (!query.matchesCase)
        options |= QRegularExpression::CaseInsensitiveOption;
    const QString limits = query.isRegex ? u"(*LIMIT_MATCH=%1)(*LIMIT_DEPTH=%1)"_s.arg(stepLimit) : QString();
    return QRegularExpression(limits + patternText(query), options);
}

QString expanded(const QString &replacement, const QRegularExpressionMatch &match)
{
    QString text;
    for (qsizetype i = 0; i < replacement.size(); ++i) {
        const QChar c = replacement[i];
        const QChar next = i + 1 < replacement.size() ? replacement[i + 1] : QChar();
        const bool isGroup = next >= u'0' && next <= u'9';
        if ((c == u'\\' || c == u'$') && isGroup)
            text += match.captured(next.unicode() - u'0');
        else if (c == u'\\' && next == u'n')
            text += u'\n';
        else if (c == u'\\' && next == u't')
            text += u'\t';
        else if ((c == u'\\' || c == u'$') && next == c)
            text += c;
        else {
            text += c;
            continue;
        }
        ++i;
    }
    return text;
}

class Finder
{
public:
    Finder(const SearchQuery &query, std::chrono::milliseconds patience, const std::stop_token &stop)
        : m_query(query)
        , m_patience(patience)
        , m_stop(stop)
        , m_thorough(compile(query, 200'000))
        , m_brief(compile(query, 4000))
    {
        m_clock.start();
    }

    /// Calls `found(match, position in the text)` for each until it answers false.
    template <typename Found>
    Result<void> run(const QString &text, Found found)
    {
        // What a person wrote is compiled alone as well, so that positions in messages are theirs.
        if (const QRegularExpression own(m_query.pattern); m_query.isRegex && !own.isValid())
            return Search::invalid(m_query.pattern, own);
        if (!m_thorough.isValid())
            return Search::invalid(m_query.pattern, m_thorough);
        qsizetype start = 0;
        while (start <= text.size()) {
            qsizetype end = text.indexOf(u'\n', start);
            if (end < 0)
                end = text.size();
            const auto goOn = inLine(text, start, end, found);
            if (!goOn || !*goOn)
                return goOn ? Result<void>() : failure(goOn);
            start = end + 1;
        }
        return {};
    }

private:
    template <typename Found>
    Result<bool> inLine(const QString &text, qsizetype start, qsizetype end, Found &found)
    {
        const QStringView line = QStringView(text).sliced(start, end - start);
        const QRegularExpression &expression = line.size() > 2000 ? m_brief : m_thorough;
        qsizetype from = 0;
        while (from <= line.size()) {
            if (auto stopped = checkCancelled(m_stop, u"find"_s); !stopped)
                return failure(stopped);
            if (m_clock.elapsed() > m_patience.count())
                return Search::tooSlow(m_query.pattern);
            const auto match = expression.matchView(line, from);
            if (!match.isValid())
                return Search::tooSlow(m_query.pattern);
            if (!match.hasMatch())
                return true;
            if (match.capturedLength() > 0 && !found(match, start + match.capturedStart()))
                return false;
            from = std::max(match.capturedEnd(), match.capturedStart() + 1);
        }
        return true;
    }

    SearchQuery m_query;
    std::chrono::milliseconds m_patience;
    std::stop_token m_stop;
    QRegularExpression m_thorough;
    QRegularExpression m_brief;
    QElapsedTimer m_clock;
};

TextMatch placeOf(const QRegularExpressionMatch &match, qsizetype position)
{
    return {static_cast<int>(position), static_cast<int>(match.capturedLength())};
}

} // namespace

Result<SearchResult> findMatches(const QString &text, const SearchQuery &query, std::chrono::milliseconds patience,
                                 const std::stop_token &stop)
{
    SearchResult result;
    if (query.pattern.isEmpty())
        return result;
    auto done = Finder(query, patience, stop).run(text, [&](const QRegularExpressionMatch &match, qsizetype position) {
        result.isCut = std::ssize(result.matches) >= maxMatches;
        if (!result.isCut)
            result.matches.push_back(placeOf(match, position));
        return !result.isCut;
    });
    if (!done)
        return failure(done);
    return result;
}

Result<std::vector<Replacement>> findReplacements(const QString &text, const SearchQuery &query,
                                                  const QString &replacement, int only,
                                                  std::chrono::milliseconds patience, const std::stop_token &stop)
{
    std::vector<Replacement> result;
    if (query.pattern.isEmpty())
        return result;
    auto done = Finder(query, patience, stop).run(text, [&](const QRegularExpressionMatch &match, qsizetype position) {
        if (only < 0 || position == only)
            result.push_back({placeOf(match, position), query.isRegex ? expanded(replacement, match) : replacement});
        return only < 0 || position < only;
    });
    if (!done)
        return failure(done);
    return result;
}

} // namespace pulse::ui
