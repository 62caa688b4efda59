// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/version_range.h"

#include "digits.h"
#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

bool isBlank(QChar character)
{
    return character == u' ' || character == u'\t';
}

/// A version of which the end may be left open: `1`, `1.x`, `1.2.3-rc.1`. Missing and wildcard numbers are empty.
struct Partial
{
    QString major;
    QString minor;
    QString patch;
    QString prerelease;

    [[nodiscard]] bool isFull() const { return !patch.isEmpty(); }
    /// The lowest version that it covers.
    [[nodiscard]] QString lowest() const
    {
        const auto orZero = [](const QString &digits) { return digits.isEmpty() ? u"0"_s : digits; };
        return orZero(major) + u'.' + orZero(minor) + u'.' + orZero(patch) +
               (prerelease.isEmpty() ? QString() : u'-' + prerelease);
    }
    /// The version with which that number ends: everything below it, its pre-releases excluded, is covered.
    [[nodiscard]] QString afterMajor() const { return incremented(major) + u".0.0"_s; }
    [[nodiscard]] QString afterMinor() const { return major + u'.' + incremented(minor) + u".0"_s; }
    [[nodiscard]] QString afterPatch() const { return major + u'.' + minor + u'.' + incremented(patch); }
    /// The version with which all that it covers ends; not for the open wildcard.
    [[nodiscard]] QString end() const { return minor.isEmpty() ? afterMajor() : afterMinor(); }
};

} // namespace

/// Turns the notation into comparators, as the grammar of the npm documentation has it:
/// alternatives → a hyphen range or simple ranges → an operator and a partial version.
class VersionRangeParser
{
public:
    explicit VersionRangeParser(QStringView text)
        : m_text(text)
    {}

    Result<VersionRange> parse()
    {
        VersionRange range;
        range.m_text = m_text.toString();
        do {
            m_comparators.clear();
            if (!alternative())
                return failure(ErrorCode::Invalid, {}, visible(m_text),
                               u"%1 is not a version range: %2"_s.arg(quoted(m_text), m_problem));
            range.m_alternatives.push_back(m_comparators);
        } while (skip(u"||"));
        return range;
    }

private:
    using Operator = VersionRange::Operator;

    bool alternative()
    {
        skipBlanks();
        bool isFirst = true;
        while (!atEnd() && !rest().startsWith(u"||")) {
            const qsizetype start = m_at;
            const QStringView symbol = symbolHere();
            skipBlanks();
            const std::optional<Partial> partial = this->partial();
            if (!partial)
                return false;
            const bool blankFollows = !atEnd() && isBlank(m_text[m_at]);
            skipBlanks();
            if (symbol.isEmpty() && isFirst && blankFollows && isHyphenHere())
                return hyphenRange(*partial);
            if (!apply(symbol, *partial))
                return false;
            if (!blankFollows && !atEnd() && !rest().startsWith(u"||"))
                return stop(u"a space is missing after %1."_s.arg(quoted(m_text.sliced(start, m_at - start))));
            isFirst = false;
        }
        return true;
    }

    bool hyphenRange(const Partial &from)
    {
        ++m_at;
        skipBlanks();
        const std::optional<Partial> to = partial();
        if (!to)
            return false;
        skipBlanks();
        if (!atEnd() && !rest().startsWith(u"||"))
            return stop(u"nothing can follow the end of “A - B” but “||”."_s);
        if (!from.major.isEmpty())
            add(Operator::GreaterEqual, from.lowest());
        if (to->isFull())
            add(Operator::LessEqual, to->lowest());
        else if (!to->major.isEmpty())
            addBelow(to->end());
        return true;
    }

    bool apply(QStringView symbol, const Partial &partial)
    {
        if (partial.major.isEmpty()) {
            // Nothing lies above or below everything.
            if (symbol == u"<" || symbol == u">")
                addBelow(u"0.0.0"_s);
            return true;
        }
        if (symbol == u"^")
            return caret(partial);
        if (symbol == u"~" || symbol == u"~>")
            return between(partial, partial.end());
        if (symbol == u">=")
            return add(Operator::GreaterEqual, partial.lowest());
        if (symbol == u"<" && !partial.isFull())
            return addBelow(partial.lowest());
        if (symbol == u"<")
            return add(Operator::Less, partial.lowest());
        if (symbol == u">")
            return partial.isFull() ? add(Operator::Greater, partial.lowest())
                                    : add(Operator::GreaterEqual, partial.end());
        if (symbol == u"<=")
            return partial.isFull() ? add(Operator::LessEqual, partial.lowest()) : addBelow(partial.end());
        return partial.isFull() ? add(Operator::Equal, partial.lowest()) : between(partial, partial.end());
    }

    /// Up to the next change of the leftmost number that is not zero, or that was left open.
    bool caret(const Partial &partial)
    {
        if (partial.major != "0"_L1 || partial.minor.isEmpty())
            return between(partial, partial.afterMajor());
        if (partial.minor != "0"_L1 || partial.patch.isEmpty())
            return between(partial, partial.afterMinor());
        return between(partial, partial.afterPatch());
    }

    bool between(const Partial &from, const QString &end)
    {
        add(Operator::GreaterEqual, from.lowest());
        return addBelow(end);
    }

    /// Below the version and all its pre-releases.
    bool addBelow(const QString &version) { return add(Operator::Less, version + u"-0"_s); }

    bool add(Operator op, const QString &version)
    {
        m_comparators.push_back({op, *Version::parse(version)});
        return true;
    }

    std::optional<Partial> partial()
    {
        qsizetype end = m_at;
        while (end < m_text.size() && !isBlank(m_text[end]) && !QStringView(u"|<>=~^").contains(m_text[end]))
            ++end;
        QStringView word = m_text.sliced(m_at, end - m_at);
        m_at = end;
        if (word.isEmpty()) {
            stop(end < m_text.size() && m_text[end] != u'|'
                     ? u"%1 at position %2 has no place there."_s.arg(quoted(m_text.sliced(end, 1))).arg(end + 1)
                     : u"a version is missing at position %1."_s.arg(end + 1));
            return {};
        }
        if (word.startsWith(u'v'))
            word.slice(1);
        return numbers(word);
    }

    std::optional<Partial> numbers(QStringView word)
    {
        const auto isQualifierStart = [](QChar character) { return character == u'-' || character == u'+'; };
        const qsizetype coreEnd = std::ranges::find_if(word, isQualifierStart) - word.begin();
        const QStringView core = word.first(coreEnd);
        Partial partial;
        QString *const fields[] = {&partial.major, &partial.minor, &partial.patch};
        size_t count = 0;
        bool isOpen = false;
        for (const QStringView field : core.tokenize(u'.')) {
            const bool isWildcard = field == u"x" || field == u"X" || field == u"*";
            const bool isNumber =
                !field.isEmpty() && std::ranges::all_of(field, isAsciiDigit) && (field.size() == 1 || field[0] != u'0');
            if (count == std::size(fields) || (!isWildcard && !isNumber) || (isOpen && isNumber)) {
                stop(u"%1 is not a version or the beginning of one."_s.arg(quoted(word)));
                return {};
            }
            if (isNumber)
                *fields[count] = field.toString();
            isOpen = isWildcard;
            ++count;
        }
        if (coreEnd == word.size())
            return partial;
        const Result<Version> version = Version::parse(word);
        if (!version) {
            stop(version.error().message());
            return {};
        }
        partial.prerelease = version->prerelease().toString();
        return partial;
    }

    QStringView symbolHere()
    {
        for (const QStringView symbol : {u">=", u"<=", u"~>"})
            if (skip(symbol))
                return symbol;
        for (const QStringView symbol : {u">", u"<", u"=", u"^", u"~"})
            if (skip(symbol))
                return symbol;
        return {};
    }

    bool skip(QStringView symbol)
    {
        if (!rest().startsWith(symbol))
            return false;
        m_at += symbol.size();
        return true;
    }

    void skipBlanks()
    {
        while (!atEnd() && isBlank(m_text[m_at]))
            ++m_at;
    }

    [[nodiscard]] bool isHyphenHere() const
    {
        const QStringView here = rest();
        return here.startsWith(u'-') && here.size() > 1 && isBlank(here[1]);
    }

    [[nodiscard]] QStringView rest() const { return m_text.sliced(m_at); }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

    bool stop(const QString &problem)
    {
        m_problem = problem;
        return false;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    std::vector<VersionRange::Comparator> m_comparators;
    QString m_problem;
};

Result<VersionRange> VersionRange::parse(QStringView text)
{
    return VersionRangeParser(text).parse();
}

bool VersionRange::matches(const Version &version) const
{
    const auto satisfies = [&version](const Comparator &comparator) {
        const std::weak_ordering order = comparePrecedence(version, comparator.version);
        switch (comparator.op) {
        case Operator::Less:
            return order < 0;
        case Operator::LessEqual:
            return order <= 0;
        case Operator::Greater:
            return order > 0;
        case Operator::GreaterEqual:
            return order >= 0;
        case Operator::Equal:
            break;
        }
        return order == 0;
    };
    const auto asksForPrereleases = [&version](const Comparator &comparator) {
        const Version &named = comparator.version;
        return named.isPrerelease() && named.majorDigits() == version.majorDigits() &&
               named.minorDigits() == version.minorDigits() && named.patchDigits() == version.patchDigits();
    };
    return std::ranges::any_of(m_alternatives, [&](const std::vector<Comparator> &comparators) {
        return std::ranges::all_of(comparators, satisfies) &&
               (!version.isPrerelease() || std::ranges::any_of(comparators, asksForPrereleases));
    });
}

std::optional<Version> VersionRange::best(std::span<const Version> versions) const
{
    const Version *best = nullptr;
    for (const Version &version : versions)
        if ((!best || *best < version) && matches(version))
            best = &version;
    return best ? std::optional(*best) : std::nullopt;
}

} // namespace pulse
