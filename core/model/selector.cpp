// SPDX-License-Identifier: Apache-2.0
#include "pulse/model/selector.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

/// "There is 1.0.0, 1.1.0 and 12 more.": the highest few, so that the message stays short.
QString whatThereIs(std::span<const Version> versions)
{
    if (versions.empty())
        return u"It has no versions yet."_s;
    constexpr size_t few = 5;
    std::vector<Version> sorted(versions.begin(), versions.end());
    std::ranges::sort(sorted, std::greater<>());
    QStringList shown;
    for (const Version &version : std::span(sorted).first(std::min(few, sorted.size())))
        shown += visible(version.toString(), 60);
    const QString more = sorted.size() > few ? u" and %1 more"_s.arg(sorted.size() - few) : QString();
    return u"There is %1%2."_s.arg(shown.join(u", "_s), more);
}

QString whichLabelsThereAre(const LabelMap &labels)
{
    QStringList shown;
    for (const auto &[label, version] : labels)
        shown += label.toString();
    return shown.isEmpty() ? u"It has no labels. Use a version, a range or “latest”."_s
                           : u"Its labels are %1."_s.arg(visible(shown.join(u", "_s), 300));
}

std::unexpected<Error> notFound(const QString &subject, const QString &message)
{
    return failure(ErrorCode::NotFound, {}, subject, message);
}

Result<Version> resolveLabel(const Label &label, std::span<const Version> versions, const LabelMap &labels,
                             const QString &subject)
{
    const auto found = labels.find(label);
    if (found == labels.end())
        return notFound(subject, u"%1 has no label %2. %3"_s.arg(quoted(subject), quoted(label.toString()),
                                                                 whichLabelsThereAre(labels)));
    if (!std::ranges::contains(versions, found->second))
        return notFound(subject, u"The label %1 of %2 names version %3, which is not there. %4 Move the label to one "
                                 "that is."_s.arg(quoted(label.toString()), quoted(subject),
                                                  visible(found->second.toString()), whatThereIs(versions)));
    return found->second;
}

} // namespace

Selector::Selector(Version exact)
    : m_value(std::move(exact))
{}

Result<Selector> Selector::parse(QStringView text)
{
    Selector selector;
    if (text.isEmpty())
        return failure(ErrorCode::Invalid, {}, {},
                       u"No version is given. Write one, such as 1.2.0, a range, a label, or “latest”."_s);
    if (text == u"latest")
        return selector;
    if (Result<Version> version = Version::parse(text))
        return Selector(std::move(*version));
    Result<VersionRange> range = VersionRange::parse(text);
    if (range) {
        selector.m_value = std::move(*range);
        return selector;
    }
    Result<Label> label = Label::parse(text);
    if (label) {
        selector.m_value = std::move(*label);
        return selector;
    }
    const bool meansLabel = text[0].isLetter() && !text.contains(u' ');
    const QString reason = meansLabel ? label.error().message() : range.error().message();
    return failure(ErrorCode::Invalid, {}, visible(text),
                   reason + u" A version is chosen by its number (1.2.0), a range (^1.2), a label or “latest”."_s);
}

QString Selector::toString() const
{
    if (const Version *version = exact())
        return version->toString();
    if (const VersionRange *versions = range())
        return versions->toString();
    if (const Label *named = label())
        return named->toString();
    return u"latest"_s;
}

Result<Version> Selector::resolve(std::span<const Version> versions, const LabelMap &labels,
                                  const QString &subject) const
{
    if (const Version *version = exact()) {
        if (std::ranges::contains(versions, *version))
            return *version;
        return notFound(subject, u"%1 has no version %2. %3"_s.arg(quoted(subject), visible(version->toString()),
                                                                   whatThereIs(versions)));
    }
    if (const VersionRange *wanted = range()) {
        if (std::optional<Version> best = wanted->best(versions))
            return std::move(*best);
        return notFound(subject, u"%1 has no version in the range %2. %3"_s.arg(
                                     quoted(subject), quoted(wanted->toString()), whatThereIs(versions)));
    }
    if (const Label *named = label())
        return resolveLabel(*named, versions, labels, subject);
    if (std::optional<Version> latest = latestOf(versions))
        return std::move(*latest);
    return notFound(subject, u"%1 has no versions yet. Publish one first."_s.arg(quoted(subject)));
}

Result<PromptRef> PromptRef::parse(QStringView text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    Result<Name> name = Name::parse(at < 0 ? text : text.first(at));
    if (!name)
        return failure(std::move(name));
    if (at < 0)
        return PromptRef{std::move(*name), {}, false};
    const QStringView written = text.sliced(at + 1);
    if (written.isEmpty())
        return failure(ErrorCode::Invalid, {}, visible(text, Name::maxBytes),
                       u"%1 has nothing after the “@”. Write a version, a range, a label or “latest” there, or leave "
                       "the “@” out."_s.arg(quoted(text, Name::maxBytes)));
    Result<Selector> selector = Selector::parse(written);
    if (!selector)
        return failure(std::move(selector));
    return PromptRef{std::move(*name), std::move(*selector), true};
}

QString PromptRef::toString() const
{
    return hasSelector ? name.toString() + u'@' + selector.toString() : name.toString();
}

} // namespace pulse
