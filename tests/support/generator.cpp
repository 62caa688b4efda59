// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/generator.h"

#include "pulse/test/makers.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pulse::test {

QByteArray Generator::bytes(qsizetype size)
{
    QByteArray result(size, Qt::Uninitialized);
    for (char &byte : result)
        byte = static_cast<char>(below(256));
    return result;
}

QString Generator::word()
{
    static constexpr std::array syllables{u"ba", u"den", u"fi", u"gor", u"hu", u"jal", u"ké", u"lom", u"mi", u"nür"};
    QString result;
    for (int count = 1 + below(3); count > 0; --count)
        result += syllables.at(static_cast<size_t>(below(static_cast<int>(syllables.size()))));
    return result;
}

QByteArray Generator::text(qsizetype words)
{
    QByteArray result;
    for (qsizetype i = 0; i < words; ++i)
        result += word().toUtf8() + (chance(10) ? '\n' : ' ');
    return result;
}

Name Generator::name(int maxSegments)
{
    QStringList segments;
    for (int count = 1 + below(maxSegments); count > 0; --count)
        segments.append(word() + u'-' + QString::number(below(1000)));
    return makeName(segments.join(u'/'));
}

Version Generator::version()
{
    QString text = u"%1.%2.%3"_s.arg(below(20)).arg(below(20)).arg(below(20));
    if (chance(20))
        text += u"-rc.%1"_s.arg(below(9));
    if (chance(10))
        text += u"+build.%1"_s.arg(below(9));
    return makeVersion(text);
}

Metadata Generator::metadata(const Name &name, const Version &version, QByteArrayView content)
{
    Metadata result = makeMetadata(name, version, content);
    result.createdAt = result.createdAt.addMSecs(below(1'000'000'000));
    result.updatedAt = result.createdAt.addMSecs(below(1'000'000));
    QStringList tags;
    for (int count = below(4); count > 0; --count)
        tags.append(word());
    result.tags = makeTags(tags);
    result.description = QString::fromUtf8(text(below(12)));
    result.author = word();
    result.message = QString::fromUtf8(text(below(6)));
    if (chance(30))
        result.unknown.insert(u"x-"_s + word(), JsonValue(below(1000)));
    return result;
}

Prompt Generator::prompt()
{
    const QByteArray content = text(below(200));
    return {metadata(name(), version(), content), content};
}

} // namespace pulse::test
