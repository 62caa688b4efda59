// SPDX-License-Identifier: Apache-2.0
#include "commit_message.h"

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr qsizetype mostNamed = 200;
constexpr qsizetype longestSubject = 200;

QString keyOf(const Metadata &metadata)
{
    return metadata.name.toString() + u' ' + metadata.version.toString();
}

} // namespace

QString publicationMessage(const Metadata &metadata)
{
    const QString reason = metadata.message.trimmed();
    if (reason.isEmpty())
        return u"Publish %1\n"_s.arg(keyOf(metadata));
    const QString first = reason.section(u'\n', 0, 0).trimmed();
    const QString rest = reason.section(u'\n', 1).trimmed();
    const QString subject = keyOf(metadata) + u": "_s + first;
    if (subject.size() > longestSubject)
        return u"Publish %1\n\n%2\n"_s.arg(keyOf(metadata), reason);
    return rest.isEmpty() ? subject + u'\n' : u"%1\n\n%2\n"_s.arg(subject, rest);
}

QString publicationMessage(std::span<const Metadata *const> published)
{
    if (published.size() == 1)
        return publicationMessage(*published.front());
    QStringList lines;
    for (const Metadata *metadata : published.first(std::min<size_t>(published.size(), mostNamed)))
        lines.append(keyOf(*metadata));
    if (std::ssize(published) > mostNamed)
        lines.append(u"and %1 more"_s.arg(std::ssize(published) - mostNamed));
    return u"Publish %1 versions\n\n%2\n"_s.arg(QString::number(published.size()), lines.join(u'\n'));
}

QString listMessage(const QString &one, const QString &many, const QStringList &subjects)
{
    if (subjects.size() == 1)
        return one.arg(subjects.front()) + u'\n';
    QStringList lines = subjects.first(std::min(subjects.size(), mostNamed));
    if (subjects.size() > mostNamed)
        lines.append(u"and %1 more"_s.arg(subjects.size() - mostNamed));
    return many.arg(subjects.size()) + u"\n\n"_s + lines.join(u'\n') + u'\n';
}

} // namespace pulse::git
