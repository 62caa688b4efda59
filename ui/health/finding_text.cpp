// SPDX-License-Identifier: Apache-2.0
#include "finding_text.h"

#include <QCoreApplication>
#include <array>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

// Names the context of the texts below for the translators.
struct FindingText
{
    Q_DECLARE_TR_FUNCTIONS(FindingText)
};

struct Words
{
    QLatin1StringView kind;
    const char *title;
    const char *repair; ///< null where there is no repair
};

constexpr std::array words{
    Words{"abandoned-temporary"_L1, QT_TRANSLATE_NOOP("FindingText", "Left over from a program that was stopped"),
          QT_TRANSLATE_NOOP("FindingText",
                            "Remove what was never published; what may be somebody’s work is moved to “lost”")},
    Words{"abandoned-upgrade"_L1, QT_TRANSLATE_NOOP("FindingText", "An upgrade that was stopped"),
          QT_TRANSLATE_NOOP("FindingText", "Remove what was built of it")},
    Words{"bad-label"_L1, QT_TRANSLATE_NOOP("FindingText", "A label with an impossible name"), nullptr},
    Words{"bad-library-file"_L1, QT_TRANSLATE_NOOP("FindingText", "The file library.json is damaged"), nullptr},
    Words{"bad-metadata"_L1, QT_TRANSLATE_NOOP("FindingText", "The facts about the version are damaged"), nullptr},
    Words{"bad-name"_L1, QT_TRANSLATE_NOOP("FindingText", "A folder with a name no prompt can have"), nullptr},
    Words{"bad-pointer"_L1, QT_TRANSLATE_NOOP("FindingText", "“latest” is no link"), nullptr},
    Words{"bad-seal"_L1, QT_TRANSLATE_NOOP("FindingText", "The facts were changed from outside, or are damaged"),
          nullptr},
    Words{"checksum-mismatch"_L1, QT_TRANSLATE_NOOP("FindingText", "The content was changed or is damaged"), nullptr},
    Words{"dangling-label"_L1, QT_TRANSLATE_NOOP("FindingText", "A label that points at nothing"), nullptr},
    Words{"empty-folder"_L1, QT_TRANSLATE_NOOP("FindingText", "An empty folder"),
          QT_TRANSLATE_NOOP("FindingText", "Remove the empty folder")},
    Words{"empty-trash-entry"_L1, QT_TRANSLATE_NOOP("FindingText", "An empty entry in the trash"),
          QT_TRANSLATE_NOOP("FindingText", "Remove the empty entry")},
    Words{"empty-version"_L1, QT_TRANSLATE_NOOP("FindingText", "Nothing is left of the version"), nullptr},
    Words{"extra-file"_L1, QT_TRANSLATE_NOOP("FindingText", "A file that does not belong to the library"), nullptr},
    Words{"hard-link"_L1, QT_TRANSLATE_NOOP("FindingText", "A file that is shared with another place"),
          QT_TRANSLATE_NOOP("FindingText", "Give it a copy of its own")},
    Words{"kept-aside"_L1, QT_TRANSLATE_NOOP("FindingText", "Something that an earlier repair moved aside"), nullptr},
    Words{"loose-mode"_L1, QT_TRANSLATE_NOOP("FindingText", "Others on this computer may use it"),
          QT_TRANSLATE_NOOP("FindingText", "Make it yours alone")},
    Words{"missing-content"_L1, QT_TRANSLATE_NOOP("FindingText", "The content is missing"), nullptr},
    Words{"missing-folder"_L1, QT_TRANSLATE_NOOP("FindingText", "The folder of the prompts is missing"),
          QT_TRANSLATE_NOOP("FindingText", "Make an empty one")},
    Words{"missing-library-file"_L1, QT_TRANSLATE_NOOP("FindingText", "The library has no library.json"), nullptr},
    Words{"missing-metadata"_L1, QT_TRANSLATE_NOOP("FindingText", "It has no metadata, so no checksum"), nullptr},
    Words{"name-collision"_L1, QT_TRANSLATE_NOOP("FindingText", "Two names that differ only in case or accents"),
          nullptr},
    Words{"not-a-file"_L1, QT_TRANSLATE_NOOP("FindingText", "Something that is no regular file"), nullptr},
    Words{"not-a-folder"_L1, QT_TRANSLATE_NOOP("FindingText", "A version that is no folder"), nullptr},
    Words{"previous-layout"_L1, QT_TRANSLATE_NOOP("FindingText", "The library as it was before an upgrade"), nullptr},
    Words{"same-prompt"_L1, QT_TRANSLATE_NOOP("FindingText", "The same prompt under two names"), nullptr},
    Words{"split-prompt"_L1, QT_TRANSLATE_NOOP("FindingText", "A prompt that is partly in the trash"), nullptr},
    Words{"stale-pointer"_L1, QT_TRANSLATE_NOOP("FindingText", "The link “latest” is missing or wrong"),
          QT_TRANSLATE_NOOP("FindingText", "Point “latest” at the latest version")},
    Words{"symbolic-link"_L1, QT_TRANSLATE_NOOP("FindingText", "A symbolic link, which is not followed"), nullptr},
    Words{"tight-mode"_L1, QT_TRANSLATE_NOOP("FindingText", "Closed to its own owner"),
          QT_TRANSLATE_NOOP("FindingText", "Open it for you")},
    Words{"trash-without-record"_L1, QT_TRANSLATE_NOOP("FindingText", "Something unknown in the trash"), nullptr},
    Words{"unfinished-upgrade"_L1, QT_TRANSLATE_NOOP("FindingText", "An upgrade that was cut off"),
          QT_TRANSLATE_NOOP("FindingText", "Complete the upgrade")},
    Words{"unreadable"_L1, QT_TRANSLATE_NOOP("FindingText", "It cannot be read"), nullptr},
    Words{"unsealed"_L1, QT_TRANSLATE_NOOP("FindingText", "Not protected against changes from outside"), nullptr},
    Words{"wrong-identity"_L1, QT_TRANSLATE_NOOP("FindingText", "The facts belong to another version"), nullptr},
    Words{"wrong-owner"_L1, QT_TRANSLATE_NOOP("FindingText", "It belongs to another user"), nullptr},
};

const Words *wordsFor(const QString &kind)
{
    const auto at = std::ranges::find(words, kind, &Words::kind);
    return at == words.end() ? nullptr : &*at;
}

} // namespace

Remedy remedyFor(const Finding &finding)
{
    if (finding.repairable)
        return Remedy::Repair;
    if (finding.acceptable)
        return Remedy::Accept;
    if (isInTrash(finding) && finding.severity != Finding::Severity::Notice)
        return Remedy::Purge;
    if (finding.severity == Finding::Severity::Damage)
        return finding.name && finding.version ? Remedy::Restore : Remedy::ByHand;
    return finding.severity == Finding::Severity::Notice ? Remedy::Nothing : Remedy::ByHand;
}

bool isInTrash(const Finding &finding)
{
    return finding.path.startsWith("trash/"_L1);
}

bool isRestorable(const Finding &finding)
{
    return finding.severity == Finding::Severity::Damage && !isInTrash(finding) && !finding.repairable &&
           finding.name && finding.version;
}

QString remedyText(Remedy remedy)
{
    switch (remedy) {
    case Remedy::Repair:
        return FindingText::tr("Repair");
    case Remedy::Restore:
        return FindingText::tr("Restore from a backup");
    case Remedy::Accept:
        return FindingText::tr("Look at it, then accept it");
    case Remedy::Purge:
        return FindingText::tr("Delete it from the trash");
    case Remedy::ByHand:
        return FindingText::tr("Decide yourself");
    case Remedy::Nothing:
        break;
    }
    return FindingText::tr("Nothing needed");
}

QString titleOf(const Finding &finding)
{
    if (const Words *known = wordsFor(finding.kind))
        return FindingText::tr(known->title);
    switch (finding.severity) {
    case Finding::Severity::Damage:
        return FindingText::tr("It is damaged");
    case Finding::Severity::Warning:
        return FindingText::tr("It is not as it should be");
    case Finding::Severity::Notice:
        break;
    }
    return FindingText::tr("Something unusual");
}

QString repairText(const Finding &finding)
{
    const Words *known = wordsFor(finding.kind);
    if (known && known->repair)
        return FindingText::tr(known->repair);
    const bool isVersion = finding.severity == Finding::Severity::Damage && finding.version;
    return isVersion ? FindingText::tr("Put a good copy in its place") : FindingText::tr("Put it right");
}

QString placeOf(const Finding &finding)
{
    if (finding.name && finding.version)
        return isInTrash(finding)
                   ? FindingText::tr("%1, in the trash").arg(VersionKey{*finding.name, *finding.version}.toString())
                   : VersionKey{*finding.name, *finding.version}.toString();
    return finding.path.isEmpty() ? FindingText::tr("The library’s folder") : finding.path;
}

QString groupName(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Damage:
        return FindingText::tr("Damaged");
    case Finding::Severity::Warning:
        return FindingText::tr("Needs attention");
    case Finding::Severity::Notice:
        break;
    }
    return FindingText::tr("Harmless");
}

} // namespace pulse::ui
