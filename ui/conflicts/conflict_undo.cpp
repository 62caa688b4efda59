// SPDX-License-Identifier: Apache-2.0
#include "conflict_undo.h"

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

using Conflict = SyncStorage::Conflict;

const Conflict::Side &notChosen(const Conflict &conflict, SyncStorage::Choice choice)
{
    return choice == SyncStorage::Choice::Here ? conflict.home : conflict.here;
}

} // namespace

bool canTakeBack(const Conflict &conflict, SyncStorage::Choice choice)
{
    if (choice == SyncStorage::Choice::Both)
        return false;
    const QByteArray &value = notChosen(conflict, choice).value;
    if (conflict.kind == Conflict::Kind::Label)
        return Label::parse(conflict.field) && (value.isEmpty() || Version::parse(QString::fromUtf8(value)));
    return conflict.kind == Conflict::Kind::Metadata && conflict.field == "description"_L1 && conflict.version;
}

Task<void> takeBack(LibrarySession &session, const Conflict &conflict, SyncStorage::Choice choice)
{
    const QString value = QString::fromUtf8(notChosen(conflict, choice).value);
    const bool isLabel = conflict.kind == Conflict::Kind::Label;
    return session.record(isLabel ? ActivityKind::Label : ActivityKind::EditMetadata,
                          [conflict, value, isLabel](ActivityRecorder &recorder, std::stop_token stop) -> Result<void> {
                              if (!isLabel) {
                                  MetadataPatch patch;
                                  patch.description = value;
                                  auto changed = recorder.updateMetadata(
                                      PromptRef{conflict.name, Selector(*conflict.version), true}, patch,
                                      std::move(stop));
                                  return changed ? Result<void>() : failure(std::move(changed));
                              }
                              const auto label = Label::parse(conflict.field);
                              if (!label)
                                  return failure(label);
                              // The person chose between the two a moment ago: a protected label asks no second time.
                              if (value.isEmpty())
                                  return recorder.removeLabel(conflict.name, *label, true, std::move(stop));
                              const auto version = Version::parse(value);
                              if (!version)
                                  return failure(version);
                              return recorder.setLabel(conflict.name, *label, *version, true, std::move(stop));
                          });
}

} // namespace pulse::ui
