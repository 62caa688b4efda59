// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"

#include "pulse/base/clock.h"

using namespace Qt::StringLiterals;

namespace pulse::test {

namespace {

template <typename T>
T valueOf(Result<T> result, QStringView text)
{
    if (!result)
        qFatal("The test names “%s”: %s", qUtf8Printable(text.toString()), qUtf8Printable(result.error().toString()));
    return *std::move(result);
}

} // namespace

Name makeName(QStringView text)
{
    return valueOf(Name::parse(text), text);
}

Version makeVersion(QStringView text)
{
    return valueOf(Version::parse(text), text);
}

Label makeLabel(QStringView text)
{
    return valueOf(Label::parse(text), text);
}

TagSet makeTags(const QStringList &tags)
{
    return valueOf(TagSet::parse(tags), tags.join(u' '));
}

QDateTime makeTime(QStringView rfc3339)
{
    QDateTime time = fromRfc3339(rfc3339);
    if (!time.isValid())
        qFatal("The test names a time that is none: %s", qUtf8Printable(rfc3339.toString()));
    return time;
}

Metadata makeMetadata(const Name &name, const Version &version, QByteArrayView content)
{
    const QDateTime time = makeTime(u"2024-01-02T03:04:05Z");
    return {.name = name,
            .version = version,
            .createdAt = time,
            .updatedAt = time,
            .size = content.size(),
            .checksum = Checksum::of(content),
            .tags = {},
            .description = {},
            .author = {},
            .message = {},
            .unknown = {}};
}

Prompt makePrompt(const Name &name, const Version &version, const QByteArray &content)
{
    return {makeMetadata(name, version, content), content};
}

Prompt makePrompt(QStringView name, QStringView version, const QByteArray &content)
{
    return makePrompt(makeName(name), makeVersion(version), content);
}

Prompt makePrompt(QStringView name, QStringView version)
{
    return makePrompt(name, version, "This is version " + version.toUtf8() + ".\n");
}

} // namespace pulse::test
