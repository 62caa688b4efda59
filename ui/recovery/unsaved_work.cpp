// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/recovery/unsaved_work.h"

#include "pulse/text/text_encoding.h"

#include <QCoreApplication>
#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Names the context of the texts below for the translators.
struct UnsavedWorkText
{
    Q_DECLARE_TR_FUNCTIONS(UnsavedWorkText)
};

std::optional<DiffStats> difference(const QByteArray &left, const QByteArray &right, const std::stop_token &stop)
{
    const auto before = decodeText(left);
    const auto after = decodeText(right);
    if (!before || !after)
        return {};
    const auto diff = diffTexts(before->text, after->text, stop);
    return diff ? std::optional(diff->stats()) : std::nullopt;
}

QStringList countTexts(const DiffStats &stats)
{
    const QLocale locale;
    QStringList parts;
    // The first part says what is counted.
    if (stats.added > 0)
        parts.append(stats.added == 1 ? UnsavedWorkText::tr("1 line added")
                                      : UnsavedWorkText::tr("%1 lines added").arg(locale.toString(stats.added)));
    if (stats.changed > 0)
        parts.append(!parts.isEmpty() ? UnsavedWorkText::tr("%1 changed").arg(locale.toString(stats.changed))
                     : stats.changed == 1
                         ? UnsavedWorkText::tr("1 line changed")
                         : UnsavedWorkText::tr("%1 lines changed").arg(locale.toString(stats.changed)));
    if (stats.removed > 0)
        parts.append(!parts.isEmpty() ? UnsavedWorkText::tr("%1 removed").arg(locale.toString(stats.removed))
                     : stats.removed == 1
                         ? UnsavedWorkText::tr("1 line removed")
                         : UnsavedWorkText::tr("%1 lines removed").arg(locale.toString(stats.removed)));
    return parts;
}

QString lineCount(const QByteArray &content)
{
    const qint64 lines = content.count('\n') + (content.isEmpty() || content.endsWith('\n') ? 0 : 1);
    return lines == 1 ? UnsavedWorkText::tr("1 line") : UnsavedWorkText::tr("%1 lines").arg(QLocale().toString(lines));
}

} // namespace

QString UnsavedWork::title() const
{
    return draft.name ? draft.name->toString() : UnsavedWorkText::tr("New prompt without a name");
}

QString UnsavedWork::differenceText() const
{
    if (standing == Standing::New || standing == Standing::Gone)
        return (standing == Standing::New ? UnsavedWorkText::tr("new prompt, %1") : UnsavedWorkText::tr("%1 in all"))
            .arg(lineCount(draft.content));
    if (!compared)
        return {};
    if (!difference)
        return UnsavedWorkText::tr("differs from %1").arg(compared->toString());
    if (difference->isEmpty())
        return UnsavedWorkText::tr("the same lines as %1").arg(compared->toString());
    return UnsavedWorkText::tr("%1 since %2").arg(countTexts(*difference).join(u", "_s), compared->toString());
}

QString UnsavedWork::warningText() const
{
    switch (standing) {
    case Standing::Newer:
        return UnsavedWorkText::tr("%1 was published since this was begun.").arg(latest->toString());
    case Standing::Gone:
        return UnsavedWorkText::tr("The prompt is not in the library any more. Publishing this brings it back.");
    case Standing::New:
        return latest ? UnsavedWorkText::tr("A prompt of this name was published since. Give this one another name.")
                      : QString();
    default:
        return problem;
    }
}

UnsavedWork compareDraft(Library &library, Draft draft, const std::stop_token &stop)
{
    UnsavedWork work{.draft = std::move(draft)};
    const bool isNew = work.draft.key.startsWith(u"new:");
    if (isNew)
        work.standing = UnsavedWork::Standing::New;
    if (!work.draft.name)
        return work;
    const Name name = *work.draft.name;
    const auto latest = library.fetch({name, Selector()}, stop);
    if (latest)
        work.latest = latest->version();
    if (isNew)
        return work;
    if (!latest && latest.error().code() == ErrorCode::NotFound) {
        work.standing = UnsavedWork::Standing::Gone;
        return work;
    }
    if (!latest)
        work.problem = latest.error().message();
    const auto &base = work.draft.base;
    const auto from = base && base != work.latest ? library.fetch({name, Selector(*base)}, stop) : latest;
    const auto &against = from ? from : latest; // what it was begun from may have been removed
    if (against) {
        work.compared = against->version();
        work.difference = difference(against->content, work.draft.content, stop);
    }
    if (latest)
        work.standing = base && base != work.latest ? UnsavedWork::Standing::Newer : UnsavedWork::Standing::Current;
    return work;
}

} // namespace pulse::ui
