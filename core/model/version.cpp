// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/version.h"

#include "digits.h"
#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

QString incremented(QStringView digits)
{
    QString result = digits.toString();
    for (qsizetype i = result.size() - 1; i >= 0; --i) {
        if (result[i] != u'9') {
            result[i] = QChar(result[i].unicode() + 1);
            return result;
        }
        result[i] = u'0';
    }
    return u'1' + result;
}

namespace {

bool isIdentifierCharacter(QChar character)
{
    const char16_t lower = character.unicode() | 0x20;
    return isAsciiDigit(character) || (lower >= u'a' && lower <= u'z') || character == u'-';
}

bool isNumeric(QStringView identifier)
{
    return std::ranges::all_of(identifier, isAsciiDigit);
}

/// Reads a version from left to right; `problem` says what is wrong where it stops.
class VersionScanner
{
public:
    explicit VersionScanner(QStringView text)
        : m_text(text)
    {}

    bool number(const QString &which)
    {
        const qsizetype start = m_at;
        while (!atEnd() && isAsciiDigit(m_text[m_at]))
            ++m_at;
        if (m_at == start)
            return stop(u"its %1 number is missing. Write three numbers, such as 1.2.0"_s.arg(which));
        if (m_at - start > 1 && m_text[start] == u'0')
            return stop(u"its %1 number has a leading zero. Leave the zero out"_s.arg(which));
        return true;
    }

    bool skip(QChar character)
    {
        if (atEnd() || m_text[m_at] != character)
            return false;
        ++m_at;
        return true;
    }

    bool dot()
    {
        if (skip(u'.'))
            return true;
        if (atEnd())
            return stop(u"it has fewer than three numbers. Write three, such as 1.2.0"_s);
        return unexpected();
    }

    bool identifiers(const QString &which, bool allowLeadingZeros)
    {
        do {
            const qsizetype start = m_at;
            while (!atEnd() && isIdentifierCharacter(m_text[m_at]))
                ++m_at;
            const QStringView identifier = m_text.sliced(start, m_at - start);
            if (identifier.isEmpty() && (atEnd() || m_text[m_at] == u'.' || m_text[m_at] == u'+'))
                return stop(u"its %1 has an empty part. Write letters or digits there"_s.arg(which));
            if (identifier.isEmpty())
                return unexpected();
            if (!allowLeadingZeros && identifier.size() > 1 && identifier[0] == u'0' && isNumeric(identifier))
                return stop(u"a number in its %1 has a leading zero. Leave the zero out"_s.arg(which));
        } while (skip(u'.'));
        return true;
    }

    bool end() { return atEnd() || unexpected(); }

    [[nodiscard]] qsizetype at() const { return m_at; }
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

    bool unexpected()
    {
        return stop(u"%1 at position %2 has no place there. A version reads like 1.2.0 or 1.2.0-rc.1"_s
                        .arg(quoted(m_text.sliced(m_at, 1)))
                        .arg(m_at + 1));
    }

    bool stop(const QString &problem)
    {
        m_problem = problem;
        return false;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    QString m_problem;
};

std::strong_ordering compareNumbers(QStringView a, QStringView b)
{
    while (a.size() > 1 && a.startsWith(u'0'))
        a.slice(1);
    while (b.size() > 1 && b.startsWith(u'0'))
        b.slice(1);
    if (a.size() != b.size())
        return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

std::strong_ordering compareIdentifiers(QStringView a, QStringView b)
{
    const bool aNumeric = isNumeric(a);
    const bool bNumeric = isNumeric(b);
    if (aNumeric != bNumeric)
        return aNumeric ? std::strong_ordering::less : std::strong_ordering::greater;
    return aNumeric ? compareNumbers(a, b) : a.compare(b) <=> 0;
}

/// Both lists of identifiers by SemVer's rule 11.4; neither is empty.
std::strong_ordering compareLists(QStringView a, QStringView b)
{
    const auto aList = a.tokenize(u'.');
    const auto bList = b.tokenize(u'.');
    auto aNext = aList.begin();
    auto bNext = bList.begin();
    for (; aNext != aList.end() && bNext != bList.end(); ++aNext, ++bNext)
        if (const auto order = compareIdentifiers(*aNext, *bNext); order != 0)
            return order;
    const bool aRemains = aNext != aList.end();
    const bool bRemains = bNext != bList.end();
    return aRemains <=> bRemains;
}

std::strong_ordering compareCores(const Version &a, const Version &b)
{
    if (const auto order = compareNumbers(a.majorDigits(), b.majorDigits()); order != 0)
        return order;
    if (const auto order = compareNumbers(a.minorDigits(), b.minorDigits()); order != 0)
        return order;
    return compareNumbers(a.patchDigits(), b.patchDigits());
}

std::strong_ordering comparePrecedenceStrongly(const Version &a, const Version &b)
{
    if (const auto order = compareCores(a, b); order != 0)
        return order;
    if (a.isPrerelease() != b.isPrerelease())
        return a.isPrerelease() ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.isPrerelease() ? compareLists(a.prerelease(), b.prerelease()) : std::strong_ordering::equal;
}

QString nextPrerelease(QStringView prerelease)
{
    QStringList identifiers = prerelease.toString().split(u'.');
    const auto last = std::find_if(identifiers.rbegin(), identifiers.rend(),
                                   [](const QString &identifier) { return isNumeric(identifier); });
    if (last == identifiers.rend())
        identifiers.append(u"1"_s);
    else
        *last = incremented(*last);
    return identifiers.join(u'.');
}

} // namespace

QString bumpName(Bump bump)
{
    switch (bump) {
    case Bump::Major:
        return u"major"_s;
    case Bump::Minor:
        return u"minor"_s;
    case Bump::Patch:
        return u"patch"_s;
    case Bump::Prerelease:
        break;
    }
    return u"pre-release"_s;
}

Result<Version> Version::parse(QStringView text)
{
    const auto invalid = [text](const QString &problem) {
        return failure(ErrorCode::Invalid, {}, visible(text), u"%1 is not a version: %2."_s.arg(quoted(text), problem));
    };
    if (text.isEmpty())
        return failure(ErrorCode::Invalid, {}, {}, u"The version is empty. Write one, such as 1.0.0."_s);
    if (text.startsWith(u'v', Qt::CaseInsensitive) && text.size() > 1 && isAsciiDigit(text[1]))
        return invalid(u"it begins with a “v”. Leave the “v” out"_s);
    VersionScanner scanner(text);
    Version version;
    bool good = scanner.number(u"first"_s) && scanner.dot();
    version.m_minor = scanner.at();
    good = good && scanner.number(u"second"_s) && scanner.dot();
    version.m_patch = scanner.at();
    good = good && scanner.number(u"third"_s);
    const bool hasPrerelease = good && scanner.skip(u'-');
    version.m_prerelease = scanner.at();
    good = good && (!hasPrerelease || scanner.identifiers(u"pre-release"_s, false));
    const bool hasBuild = good && scanner.skip(u'+');
    version.m_build = scanner.at();
    good = good && (!hasBuild || scanner.identifiers(u"build metadata"_s, true)) && scanner.end();
    if (!good)
        return invalid(scanner.problem());
    version.m_text = text.toString();
    return version;
}

Version Version::first()
{
    return *parse(u"1.0.0");
}

QStringView Version::majorDigits() const
{
    return QStringView(m_text).first(m_minor - 1);
}

QStringView Version::minorDigits() const
{
    return QStringView(m_text).sliced(m_minor, m_patch - 1 - m_minor);
}

QStringView Version::patchDigits() const
{
    // A core ends with a digit, so a `-` before the offset is the one that begins the pre-release.
    const qsizetype end = m_text[m_prerelease - 1] == u'-' ? m_prerelease - 1 : m_prerelease;
    return QStringView(m_text).sliced(m_patch, end - m_patch);
}

QStringView Version::prerelease() const
{
    const qsizetype end = m_build < m_text.size() ? m_build - 1 : m_text.size();
    return QStringView(m_text).sliced(m_prerelease, end - m_prerelease);
}

QStringView Version::build() const
{
    return QStringView(m_text).sliced(m_build);
}

Version Version::next(Bump bump) const
{
    const QString major = majorDigits().toString();
    const QString minor = minorDigits().toString();
    const QString patch = patchDigits().toString();
    const bool announcesMinor = isPrerelease() && patch == "0"_L1;
    const bool announcesMajor = announcesMinor && minor == "0"_L1;
    const QString nextPatch = isPrerelease() ? patch : incremented(patch);
    QString text;
    switch (bump) {
    case Bump::Major:
        text = (announcesMajor ? major : incremented(major)) + u".0.0"_s;
        break;
    case Bump::Minor:
        text = major + u'.' + (announcesMinor ? minor : incremented(minor)) + u".0"_s;
        break;
    case Bump::Patch:
        text = major + u'.' + minor + u'.' + nextPatch;
        break;
    case Bump::Prerelease:
        text = major + u'.' + minor + u'.' + nextPatch + u'-' +
               (isPrerelease() ? nextPrerelease(prerelease()) : u"rc.1"_s);
        break;
    }
    return *parse(text);
}

std::optional<Bump> Version::bumpFrom(const Version &previous) const
{
    if (*this <= previous)
        return {};
    if (isPrerelease())
        return Bump::Prerelease;
    if (majorDigits() != previous.majorDigits())
        return Bump::Major;
    if (minorDigits() != previous.minorDigits())
        return Bump::Minor;
    const bool releasesPrevious = previous.isPrerelease() && patchDigits() == previous.patchDigits();
    if (!releasesPrevious || patchDigits() != "0"_L1)
        return Bump::Patch;
    return minorDigits() == "0"_L1 ? Bump::Major : Bump::Minor;
}

std::strong_ordering operator<=>(const Version &a, const Version &b)
{
    if (const auto order = comparePrecedenceStrongly(a, b); order != 0)
        return order;
    const QStringView aBuild = a.build();
    const QStringView bBuild = b.build();
    if (aBuild.isEmpty() || bBuild.isEmpty())
        return !aBuild.isEmpty() <=> !bBuild.isEmpty();
    if (const auto order = compareLists(aBuild, bBuild); order != 0)
        return order;
    return a.m_text.compare(b.m_text) <=> 0; // +01 and +1
}

std::weak_ordering comparePrecedence(const Version &a, const Version &b)
{
    return comparePrecedenceStrongly(a, b);
}

std::optional<Version> latestOf(std::span<const Version> versions)
{
    const Version *latest = nullptr;
    for (const Version &version : versions) {
        const bool isBetter =
            !latest || (version.isPrerelease() == latest->isPrerelease() ? *latest < version : latest->isPrerelease());
        if (isBetter)
            latest = &version;
    }
    return latest ? std::optional(*latest) : std::nullopt;
}

} // namespace pulse
