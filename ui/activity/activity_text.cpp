// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/activity/activity_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

// Names the context of the texts below for the translators.
struct ActivityText
{
    Q_DECLARE_TR_FUNCTIONS(ActivityText)
};

template <typename Step>
const Step *only(const Activity &activity)
{
    return activity.original.size() == 1 ? std::get_if<Step>(&activity.original.front()) : nullptr;
}

QString quoted(const Name &name)
{
    return u"“%1”"_s.arg(name.toString());
}

/// The prompts that it is about: “support/a”, or 3 prompts.
QString subjectOf(const Activity &activity)
{
    QSet<QString> names;
    for (const ActivityStep &step : activity.original)
        names.insert(nameOf(step).toString());
    return names.size() == 1 ? u"“%1”"_s.arg(*names.begin())
                             : ActivityText::tr("%1 prompts").arg(QLocale().toString(names.size()));
}

QString removal(const Activity &activity)
{
    const auto *step = only<RemovalStep>(activity);
    if (!activity.isReversible)
        return ActivityText::tr("Removed %1 for good").arg(subjectOf(activity));
    return step && step->version
               ? ActivityText::tr("Moved %1 of %2 to the trash").arg(step->version->toString(), quoted(step->name))
               : ActivityText::tr("Moved %1 to the trash").arg(subjectOf(activity));
}

QString renaming(const Activity &activity)
{
    const auto *step = only<RenameStep>(activity);
    if (step && step->from.folder() == step->to.folder())
        return ActivityText::tr("Renamed %1 to “%2”").arg(quoted(step->from), step->to.leaf());
    if (step && !step->to.folder().isEmpty())
        return ActivityText::tr("Moved %1 to “%2”").arg(quoted(step->from), step->to.folder());
    return step ? ActivityText::tr("Moved %1 to the library's top").arg(quoted(step->from))
                : ActivityText::tr("Moved %1").arg(subjectOf(activity));
}

QString edit(const Activity &activity)
{
    const auto *step = only<MetadataStep>(activity);
    if (!step)
        return ActivityText::tr("Changed the details of %1").arg(subjectOf(activity));
    const QString prompt = quoted(step->key.name);
    const bool tags = !step->addedTags.isEmpty() || !step->removedTags.isEmpty();
    if (step->descriptionAfter)
        return tags ? ActivityText::tr("Changed the details of %1").arg(prompt)
                    : ActivityText::tr("Changed the description of %1").arg(prompt);
    if (step->addedTags.size() == 1 && step->removedTags.isEmpty())
        return ActivityText::tr("Added the tag %1 to %2").arg(step->addedTags.front(), prompt);
    if (step->removedTags.size() == 1 && step->addedTags.isEmpty())
        return ActivityText::tr("Removed the tag %1 from %2").arg(step->removedTags.front(), prompt);
    return ActivityText::tr("Changed the tags of %1").arg(prompt);
}

QString labelling(const Activity &activity)
{
    const auto *step = only<LabelStep>(activity);
    if (!step)
        return ActivityText::tr("Changed the labels of %1").arg(subjectOf(activity));
    const QString label = step->label.toString();
    if (!step->after)
        return ActivityText::tr("Removed the label %1 from %2").arg(label, quoted(step->name));
    return (step->before ? ActivityText::tr("Moved the label %1 to %2 of %3")
                         : ActivityText::tr("Put the label %1 on %2 of %3"))
        .arg(label, step->after->toString(), quoted(step->name));
}

/// What it was, for “Undo …”; `%1` is the subject.
QString nounOf(ActivityKind kind)
{
    switch (kind) {
    case ActivityKind::Publish:
        return ActivityText::tr("publishing of %1");
    case ActivityKind::Remove:
        return ActivityText::tr("removal of %1");
    case ActivityKind::Restore:
        return ActivityText::tr("restoring of %1");
    case ActivityKind::Rename:
        return ActivityText::tr("rename of %1");
    case ActivityKind::Duplicate:
        return ActivityText::tr("duplicate %1");
    case ActivityKind::Import:
        return ActivityText::tr("import of %1");
    case ActivityKind::EditMetadata:
        return ActivityText::tr("change of details of %1");
    case ActivityKind::Label:
        return ActivityText::tr("change of a label of %1");
    case ActivityKind::Purge:
        return ActivityText::tr("deletion of %1");
    }
    return {};
}

} // namespace

QString describeActivity(const Activity &activity)
{
    switch (activity.kind) {
    case ActivityKind::Publish:
        if (const auto *step = only<ArrivalStep>(activity); step && !step->versions.empty())
            return ActivityText::tr("Published %1 of %2")
                .arg(step->versions.front().version.toString(), quoted(step->name));
        return ActivityText::tr("Published %1").arg(subjectOf(activity));
    case ActivityKind::Remove:
        return removal(activity);
    case ActivityKind::Restore:
        return ActivityText::tr("Restored %1").arg(subjectOf(activity));
    case ActivityKind::Rename:
        return renaming(activity);
    case ActivityKind::Duplicate:
        return ActivityText::tr("Made %1").arg(subjectOf(activity));
    case ActivityKind::Import:
        return ActivityText::tr("Imported %1").arg(subjectOf(activity));
    case ActivityKind::EditMetadata:
        return edit(activity);
    case ActivityKind::Label:
        return labelling(activity);
    case ActivityKind::Purge:
        return ActivityText::tr("Deleted %1 for good").arg(subjectOf(activity));
    }
    return {};
}

QString undoActivityText(const Activity &activity)
{
    return ActivityText::tr("Undo %1").arg(nounOf(activity.kind).arg(subjectOf(activity)));
}

QString redoActivityText(const Activity &activity)
{
    return ActivityText::tr("Redo %1").arg(nounOf(activity.kind).arg(subjectOf(activity)));
}

} // namespace pulse::ui
