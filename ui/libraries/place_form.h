// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/libraries/library_place.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace pulse::ui {

class FactLabel;

/// Where a library is, to be filled in; says while it is being typed what is wrong, and which address comes of it.
class PlaceForm : public QWidget
{
    Q_OBJECT

public:
    explicit PlaceForm(QWidget *parent = nullptr);

    void setKind(PlaceKind kind);
    [[nodiscard]] PlaceKind kind() const { return m_kind; }
    /// What is not shown in the form (layers, further options) is kept.
    void setProfile(const LibraryProfile &profile);
    /// What is filled in, without a name; or what is wrong with it.
    [[nodiscard]] Result<LibraryProfile> profile() const;
    [[nodiscard]] QLineEdit *field(QLatin1StringView id) const;

signals:
    void changed();

private:
    void build();
    void choosePath(QLineEdit *line, QLatin1StringView id);
    void showState();
    [[nodiscard]] PlaceValues values() const;

    PlaceKind m_kind = PlaceKind::Folder;
    LibraryProfile m_rest;
    QFormLayout *m_form;
    std::map<QString, QLineEdit *> m_lines;
    QCheckBox *m_allowHttp;
    FactLabel *m_address;
    QLabel *m_problem;
};

} // namespace pulse::ui
