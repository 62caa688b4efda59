// SPDX-License-Identifier: Apache-2.0
#include "markdown_inlines.h"

#include "markdown_scan.h"
#include "pulse/text/template_variables.h"

#include <QCoreApplication>
#include <QUrl>
#include <map>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxDescriptionLength = 200; // images nest: without a limit their descriptions would, too

struct ImageText
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::MarkdownPreview)

public:
    [[nodiscard]] static QString of(const QString &description, const QString &address)
    {
        const QString shown = address.size() > 120 ? address.first(120) + u'…' : address;
        return description.isEmpty() ? tr("[Image: %1]").arg(shown) : tr("[Image: %1 · %2]").arg(description, shown);
    }
};

/// A stretch of text on its way to runs. A delimiter run (`**`) is one piece: what is left of it is text, what was used
/// of it begins and ends styles.
struct Piece
{
    QString text = {};
    std::uint16_t style = 0;
    int boldEnds = 0, italicEnds = 0, strikeEnds = 0;
    int boldBegins = 0, italicBegins = 0, strikeBegins = 0;
    bool linkBegins = false;
    bool linkEnds = false;
    QString address = {}; // where linkBegins
};

struct Delimiter
{
    std::size_t piece = 0;
    QChar mark = {};
    qsizetype length = 0; // what is left of it
    qsizetype original = 0;
    bool canOpen = false;
    bool canClose = false;
    int previous = -1;
    int next = -1;
};

struct Bracket
{
    std::size_t piece = 0;
    qsizetype textStart = 0; // past the bracket, in the source
    int lastDelimiter = -1;  // what was on the stack before it
    bool isImage = false;
    bool hasInner = false; // another bracket stands inside
};

class InlineParser
{
public:
    InlineParser(const QString &text, const LinkReferences &references, WorkLimit &limit)
        : m_text(text)
        , m_references(references)
        , m_limit(limit)
    {
        if (text.contains(u"{{"))
            m_placeholders = scanTemplate(text).placeholders;
        indexBackticks();
    }

    Runs parse();

private:
    void indexBackticks();
    void flush();
    void emitText(const QString &text, std::uint16_t style);
    void emitLink(const QString &text, const QString &address);
    bool takeCode();
    bool takeVariable();
    void takeLineBreak();
    void takeDelimiters(QChar mark);
    void openBracket(bool isImage);
    void closeBracket();
    void closeLink(const Bracket &bracket, const QString &address);
    void closeImage(const Bracket &bracket, const QString &address);
    void matchDelimiters(int bottom);
    void pair(Delimiter &opener, Delimiter &closer);
    void unlink(int index);
    [[nodiscard]] bool continuesAtTag(qsizetype next) const;
    [[nodiscard]] Runs runs() const;

    const QString &m_text;
    const LinkReferences &m_references;
    WorkLimit &m_limit;
    std::vector<TemplatePlaceholder> m_placeholders;
    std::size_t m_nextPlaceholder = 0;
    std::map<qsizetype, std::vector<qsizetype>> m_backticks; // length → where runs of it begin
    std::vector<Piece> m_pieces;
    std::vector<Delimiter> m_delimiters;
    int m_lastDelimiter = -1;
    std::vector<Bracket> m_brackets;
    std::size_t m_inactiveBrackets = 0; // brackets below this lie around a link already: no link begins there
    qsizetype m_at = 0;
    QString m_pending;
};

void InlineParser::indexBackticks()
{
    for (qsizetype at = m_text.indexOf(u'`'); at >= 0; at = m_text.indexOf(u'`', at)) {
        qsizetype end = at;
        while (end < m_text.size() && m_text[end] == u'`')
            ++end;
        m_backticks[end - at].push_back(at);
        at = end;
    }
}

void InlineParser::flush()
{
    if (!m_pending.isEmpty())
        m_pieces.push_back({.text = std::exchange(m_pending, {})});
}

void InlineParser::emitText(const QString &text, std::uint16_t style)
{
    flush();
    m_pieces.push_back({.text = text, .style = style});
}

void InlineParser::emitLink(const QString &text, const QString &address)
{
    flush();
    m_pieces.push_back({.linkBegins = true, .address = address});
    m_pieces.push_back({.text = text});
    m_pieces.push_back({.linkEnds = true});
}

bool InlineParser::takeCode()
{
    qsizetype end = m_at;
    while (end < m_text.size() && m_text[end] == u'`')
        ++end;
    const qsizetype length = end - m_at;
    const auto &same = m_backticks[length];
    const auto closing = std::ranges::lower_bound(same, end);
    if (closing == same.end()) {
        m_pending += QStringView(m_text).sliced(m_at, length);
        m_at = end;
        return true;
    }
    QString code = m_text.sliced(end, *closing - end);
    code.replace(u'\n', u' ');
    if (code.size() > 2 && code.startsWith(u' ') && code.endsWith(u' ') && !code.trimmed().isEmpty())
        code = code.sliced(1, code.size() - 2);
    flush();
    for (Run &run : literalRuns(code, Run::Code))
        m_pieces.push_back({.text = run.text, .style = run.style});
    m_at = *closing + length;
    return true;
}

bool InlineParser::takeVariable()
{
    while (m_nextPlaceholder < m_placeholders.size() && m_placeholders[m_nextPlaceholder].offset < m_at)
        ++m_nextPlaceholder;
    if (m_nextPlaceholder >= m_placeholders.size() || m_placeholders[m_nextPlaceholder].offset != m_at)
        return false;
    const qsizetype length = m_placeholders[m_nextPlaceholder].length;
    emitText(m_text.sliced(m_at, length), Run::Variable);
    m_at += length;
    return true;
}

/// Markup on a line of its own stays on it: prompts use `<context>` lines as headings.
bool InlineParser::continuesAtTag(qsizetype next) const
{
    return (next < m_text.size() && m_text[next] == u'<' && scanTag(m_text, next) > 0) ||
           (m_at > 0 && m_text[m_at - 1] == u'>');
}

void InlineParser::takeLineBreak()
{
    qsizetype spaces = 0;
    while (spaces < m_pending.size() && m_pending[m_pending.size() - 1 - spaces] == u' ')
        ++spaces;
    m_pending.chop(spaces);
    const bool isHard = spaces >= 2 || continuesAtTag(m_at + 1);
    m_pending += isHard ? QChar(QChar::LineSeparator) : QChar(u' ');
    ++m_at;
}

void InlineParser::takeDelimiters(QChar mark)
{
    qsizetype end = m_at;
    while (end < m_text.size() && m_text[end] == mark)
        ++end;
    const QChar before = m_at > 0 ? m_text[m_at - 1] : QChar(u'\n');
    const QChar after = end < m_text.size() ? m_text[end] : QChar(u'\n');
    const bool beforeSpace = before.isSpace(), afterSpace = after.isSpace();
    const bool beforePunct = isPunctuation(before.unicode()), afterPunct = isPunctuation(after.unicode());
    const bool left = !afterSpace && (!afterPunct || beforeSpace || beforePunct);
    const bool right = !beforeSpace && (!beforePunct || afterSpace || afterPunct);
    const qsizetype length = end - m_at;
    Delimiter delimiter{.mark = mark, .length = length, .original = length};
    if (mark == u'_') {
        delimiter.canOpen = left && (!right || beforePunct);
        delimiter.canClose = right && (!left || afterPunct);
    } else {
        const bool isUsable = mark != u'~' || length <= 2;
        delimiter.canOpen = left && isUsable;
        delimiter.canClose = right && isUsable;
    }
    flush();
    delimiter.piece = m_pieces.size();
    m_pieces.push_back({.text = m_text.sliced(m_at, length)});
    m_at = end;
    if (!delimiter.canOpen && !delimiter.canClose)
        return;
    delimiter.previous = m_lastDelimiter;
    m_delimiters.push_back(delimiter);
    const int index = static_cast<int>(m_delimiters.size()) - 1;
    if (m_lastDelimiter >= 0)
        m_delimiters[static_cast<std::size_t>(m_lastDelimiter)].next = index;
    m_lastDelimiter = index;
}

void InlineParser::unlink(int index)
{
    const Delimiter &gone = m_delimiters[static_cast<std::size_t>(index)];
    if (gone.previous >= 0)
        m_delimiters[static_cast<std::size_t>(gone.previous)].next = gone.next;
    if (gone.next >= 0)
        m_delimiters[static_cast<std::size_t>(gone.next)].previous = gone.previous;
    else
        m_lastDelimiter = gone.previous;
}

void InlineParser::pair(Delimiter &opener, Delimiter &closer)
{
    Piece &begin = m_pieces[opener.piece];
    Piece &end = m_pieces[closer.piece];
    qsizetype used = 1;
    if (closer.mark == u'~') {
        used = closer.length;
        ++begin.strikeBegins;
        ++end.strikeEnds;
    } else if (opener.length >= 2 && closer.length >= 2) {
        // As many pairs of two as both sides hold at once: nothing lies between them that could differ.
        const qsizetype pairs = std::min(opener.length, closer.length) / 2;
        used = 2 * pairs;
        begin.boldBegins += static_cast<int>(pairs);
        end.boldEnds += static_cast<int>(pairs);
    } else {
        ++begin.italicBegins;
        ++end.italicEnds;
    }
    opener.length -= used;
    closer.length -= used;
    begin.text.chop(used);
    end.text.chop(used);
}

void InlineParser::matchDelimiters(int bottom)
{
    // Where no opener was found once, none is looked for again: this keeps the whole linear.
    std::map<int, int> openersBottom;
    int closer = bottom < 0 ? -1 : m_delimiters[static_cast<std::size_t>(bottom)].next;
    if (bottom < 0) {
        closer = m_lastDelimiter;
        while (closer >= 0 && m_delimiters[static_cast<std::size_t>(closer)].previous >= 0)
            closer = m_delimiters[static_cast<std::size_t>(closer)].previous;
    }
    while (closer >= 0 && !m_limit.isOver()) {
        Delimiter &end = m_delimiters[static_cast<std::size_t>(closer)];
        if (!end.canClose || end.length == 0) {
            closer = end.next;
            continue;
        }
        const int key = (end.mark.unicode() << 4) |
                        static_cast<int>(end.mark == u'~' ? 4 + end.length : end.original % 3) | (end.canOpen ? 8 : 0);
        const auto known = openersBottom.find(key);
        const int floor = known == openersBottom.end() ? bottom : known->second;
        int opener = end.previous;
        bool isFound = false;
        while (opener > bottom && opener > floor) {
            const Delimiter &begin = m_delimiters[static_cast<std::size_t>(opener)];
            const bool oddMatch = end.mark != u'~' && (begin.canClose || end.canOpen) &&
                                  (begin.original + end.original) % 3 == 0 &&
                                  (begin.original % 3 != 0 || end.original % 3 != 0);
            const bool sameStrike = end.mark != u'~' || begin.length == end.length;
            if (begin.mark == end.mark && begin.canOpen && begin.length > 0 && !oddMatch && sameStrike) {
                isFound = true;
                break;
            }
            opener = begin.previous;
        }
        if (!isFound) {
            openersBottom[key] = end.previous;
            const int next = end.next;
            if (!end.canOpen)
                unlink(closer);
            closer = next;
            continue;
        }
        Delimiter &begin = m_delimiters[static_cast<std::size_t>(opener)];
        // What stands between the two can pair with nothing any more.
        begin.next = closer;
        end.previous = opener;
        pair(begin, end);
        if (begin.length == 0)
            unlink(opener);
        if (end.length == 0) {
            const int next = end.next;
            unlink(closer);
            closer = next;
        }
    }
    // Nothing above the bottom stays on the stack.
    m_lastDelimiter = bottom;
    if (bottom >= 0)
        m_delimiters[static_cast<std::size_t>(bottom)].next = -1;
}

void InlineParser::openBracket(bool isImage)
{
    flush();
    if (!m_brackets.empty())
        m_brackets.back().hasInner = true;
    const qsizetype length = isImage ? 2 : 1;
    m_brackets.push_back(
        {.piece = m_pieces.size(), .textStart = m_at + length, .lastDelimiter = m_lastDelimiter, .isImage = isImage});
    m_pieces.push_back({.text = m_text.sliced(m_at, length)});
    m_at += length;
}

void InlineParser::closeBracket()
{
    const qsizetype close = m_at;
    if (m_brackets.empty()) {
        m_pending += u']';
        ++m_at;
        return;
    }
    const Bracket bracket = m_brackets.back();
    m_brackets.pop_back();
    const bool isActive = bracket.isImage || m_brackets.size() >= m_inactiveBrackets;
    m_inactiveBrackets = std::min(m_inactiveBrackets, m_brackets.size());
    std::optional<QString> address;
    qsizetype end = close + 1;
    if (isActive) {
        if (const auto tail = scanLinkTail(m_text, close + 1)) {
            address = tail->text;
            end = tail->end;
        } else if (!m_references.isEmpty()) {
            auto label = scanLabel(m_text, close + 1);
            const qsizetype length = close - bracket.textStart;
            const bool isOwn = !label || label->text.isEmpty();
            if (isOwn && !bracket.hasInner && length <= maxLabelLength)
                label = Scanned{m_text.sliced(bracket.textStart, length), label ? label->end : close + 1};
            if (label) {
                if (const auto known = m_references.constFind(normalisedLabel(label->text));
                    known != m_references.cend()) {
                    address = *known;
                    end = label->end;
                }
            }
        }
    }
    if (!address) {
        m_pending += u']';
        ++m_at;
        return;
    }
    flush();
    matchDelimiters(bracket.lastDelimiter);
    if (bracket.isImage)
        closeImage(bracket, *address);
    else
        closeLink(bracket, *address);
    m_at = end;
}

void InlineParser::closeLink(const Bracket &bracket, const QString &address)
{
    Piece &begin = m_pieces[bracket.piece];
    begin.text.clear();
    begin.linkBegins = true;
    begin.address = address;
    m_pieces.push_back({.linkEnds = true});
    m_inactiveBrackets = m_brackets.size();
}

void InlineParser::closeImage(const Bracket &bracket, const QString &address)
{
    QString description;
    for (std::size_t i = bracket.piece + 1; i < m_pieces.size() && description.size() < maxDescriptionLength; ++i)
        description += m_pieces[i].text;
    if (description.size() > maxDescriptionLength)
        description = description.first(maxDescriptionLength) + u'…';
    m_pieces.resize(bracket.piece);
    m_pieces.push_back({.text = ImageText::of(description, address), .style = Run::Image});
}

Runs InlineParser::parse()
{
    while (m_at < m_text.size() && !m_limit.isOver()) {
        const QChar c = m_text[m_at];
        switch (c.unicode()) {
        case u'\\':
            if (m_at + 1 < m_text.size() && isAsciiPunctuation(m_text[m_at + 1])) {
                m_pending += m_text[m_at + 1];
                m_at += 2;
            } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == u'\n') {
                m_pending += QChar::LineSeparator;
                m_at += 2;
            } else {
                m_pending += m_text[m_at++];
            }
            continue;
        case u'`':
            takeCode();
            continue;
        case u'\n':
            takeLineBreak();
            continue;
        case u'*':
        case u'_':
        case u'~':
            takeDelimiters(c);
            continue;
        case u'[':
            openBracket(false);
            continue;
        case u']':
            closeBracket();
            continue;
        case u'!':
            if (m_at + 1 < m_text.size() && m_text[m_at + 1] == u'[') {
                openBracket(true);
                continue;
            }
            break;
        case u'<':
            if (const auto link = scanAutolink(m_text, m_at)) {
                emitLink(link->text.startsWith(u"mailto:") ? link->text.sliced(7) : link->text, link->text);
                m_at = link->end;
                continue;
            } else if (const qsizetype end = scanTag(m_text, m_at)) {
                emitText(m_text.sliced(m_at, end - m_at), Run::Tag);
                m_at = end;
                continue;
            }
            break;
        case u'&':
            if (const auto entity = scanEntity(m_text, m_at)) {
                m_pending += entity->text;
                m_at = entity->end;
                continue;
            }
            break;
        case u'{':
            if (takeVariable())
                continue;
            break;
        case u'h':
            if (m_at == 0 || !m_text[m_at - 1].isLetterOrNumber()) {
                if (const auto link = scanBareLink(m_text, m_at); link && m_brackets.empty()) {
                    emitLink(link->text, link->text);
                    m_at = link->end;
                    continue;
                }
            }
            break;
        default:
            break;
        }
        m_pending += c;
        ++m_at;
    }
    flush();
    matchDelimiters(-1);
    return runs();
}

Runs InlineParser::runs() const
{
    Runs result;
    int bold = 0, italic = 0, strike = 0;
    QString address;
    for (const Piece &piece : m_pieces) {
        bold -= piece.boldEnds;
        italic -= piece.italicEnds;
        strike -= piece.strikeEnds;
        if (piece.linkBegins)
            address = openableAddress(piece.address);
        if (piece.linkEnds)
            address.clear();
        if (!piece.text.isEmpty()) {
            const int style = piece.style | (bold > 0 ? Run::Bold : 0) | (italic > 0 ? Run::Italic : 0) |
                              (strike > 0 ? Run::Strike : 0);
            Run run{.text = piece.text, .style = static_cast<std::uint16_t>(style), .address = address};
            const bool isSame = !result.empty() && result.back().style == run.style &&
                                result.back().address == address && !(run.style & Run::Variable);
            if (isSame)
                result.back().text += run.text;
            else
                result.push_back(std::move(run));
        }
        bold += piece.boldBegins;
        italic += piece.italicBegins;
        strike += piece.strikeBegins;
    }
    return result;
}

} // namespace

Runs parseInlines(const QString &text, const LinkReferences &references, WorkLimit &limit)
{
    return InlineParser(text, references, limit).parse();
}

Runs literalRuns(const QString &text, std::uint16_t style)
{
    Runs runs;
    qsizetype at = 0;
    const auto add = [&](qsizetype end, std::uint16_t extra) {
        if (end > at)
            runs.push_back({.text = text.sliced(at, end - at), .style = static_cast<std::uint16_t>(style | extra)});
        at = end;
    };
    if (text.contains(u"{{")) {
        for (const TemplatePlaceholder &place : scanTemplate(text).placeholders) {
            add(place.offset, 0);
            add(place.offset + place.length, Run::Variable);
        }
    }
    add(text.size(), 0);
    return runs;
}

qsizetype takeReference(QStringView text, LinkReferences &references)
{
    const auto label = scanLabel(text, 0);
    if (!label || label->text.trimmed().isEmpty() || label->end >= text.size() || text[label->end] != u':')
        return 0;
    const qsizetype start = skipSpace(text, label->end + 1);
    const auto destination = scanDestination(text, start);
    if (!destination || destination->end == start)
        return 0;
    const auto restIsEmpty = [&](qsizetype at) -> qsizetype {
        while (at < text.size() && (text[at] == u' ' || text[at] == u'\t'))
            ++at;
        return at == text.size() ? at : text[at] == u'\n' ? at + 1 : 0;
    };
    const qsizetype titleStart = skipSpace(text, destination->end);
    const qsizetype title = titleStart > destination->end ? scanTitle(text, titleStart) : 0;
    qsizetype end = title > 0 ? restIsEmpty(title) : 0;
    if (end == 0)
        end = restIsEmpty(destination->end);
    if (end == 0)
        return 0;
    const QString key = normalisedLabel(label->text);
    if (!references.contains(key))
        references.insert(key, destination->text);
    return end;
}

QString openableAddress(const QString &address)
{
    if (address.size() > maxAddressLength)
        return {};
    const QUrl url(address, QUrl::TolerantMode);
    const QString scheme = url.scheme().toLower();
    const bool isWeb = (scheme == "http"_L1 || scheme == "https"_L1) && !url.host().isEmpty();
    if (!url.isValid() || (!isWeb && (scheme != "mailto"_L1 || url.path().isEmpty())))
        return {};
    // Encoded, so that look-alike letters and hidden characters show.
    return QString::fromLatin1(url.toEncoded());
}

} // namespace pulse::ui
