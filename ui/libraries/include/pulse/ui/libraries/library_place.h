// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/profiles.h"

#include <QLatin1StringView>

namespace pulse::ui {

/// Where a library can be kept, as a person thinks of it.
enum class PlaceKind { Folder, S3, WebDav, Nextcloud, Git };

/// How a kind of place is offered.
struct PlaceKindInfo
{
    PlaceKind kind;
    QString title;
    QString help;
    QLatin1StringView icon;
    QLatin1StringView scheme; ///< by which LibraryConnections::backendOptions knows it
    bool hasCredentials;      ///< whether it may ask for a user or a key
};
[[nodiscard]] std::vector<PlaceKindInfo> placeKinds();
[[nodiscard]] PlaceKindInfo placeKindInfo(PlaceKind kind);
/// The kind that a profile's URL speaks of.
[[nodiscard]] PlaceKind placeKindOf(const QUrl &url);

/// One line of a form about a place.
struct PlaceField
{
    QLatin1StringView id;
    QString label; ///< with its mnemonic
    QString placeholder;
    QString help;
    bool isRequired = false;
};
[[nodiscard]] std::vector<PlaceField> placeFields(PlaceKind kind);

using PlaceValues = std::map<QString, QString>; ///< by the fields' ids
/// What was filled in, as a profile without a name. Errors (Invalid): a sentence about the field that is wrong; fields
/// that are required and empty are told first.
[[nodiscard]] Result<LibraryProfile> profileOf(PlaceKind kind, const PlaceValues &values);
/// The other way round: what a form shows for a profile.
[[nodiscard]] PlaceValues valuesOf(const LibraryProfile &profile);
/// A name that a profile could have, made of where it is; never empty. `taken` are those that there are.
[[nodiscard]] QString suggestedName(const LibraryProfile &profile, const QStringList &taken);
/// Why a text cannot be a profile's name, a sentence; empty when it can.
[[nodiscard]] QString nameProblem(const QString &name, const QStringList &taken);

} // namespace pulse::ui
