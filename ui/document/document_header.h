// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"
#include "pulse/ui/document/document_area.h"

class QButtonGroup;
class QLabel;
class QLineEdit;

namespace pulse::ui {

/// The line above a document: its version and draft, or the name of a new prompt to be typed; the three ways to see it.
class DocumentHeader : public QWidget
{
    Q_OBJECT

public:
    explicit DocumentHeader(QWidget *parent = nullptr);

    void setFacts(const QString &facts, const QString &toolTip = {});
    /// Says something for a moment after the facts.
    void flash(const QString &words);
    void setViewMode(ViewMode mode);

    /// Asks for a name, beginning with `text`; completes folders of the session.
    void askName(LibrarySession *session, const QString &text);
    void showNameField(bool on);
    void focusName();
    [[nodiscard]] QString nameText() const;
    /// The name if it is valid and free.
    [[nodiscard]] const std::optional<Name> &name() const { return m_name; }
    /// Why there is none.
    [[nodiscard]] QString nameProblem() const { return m_problemText; }
    void validate();

signals:
    void viewModeChosen(pulse::ui::ViewMode mode);
    void nameChanged();
    void nameEntered(); ///< Enter in the name field

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColours();

    QLabel *m_facts;
    QLabel *m_flash;
    QLineEdit *m_nameField;
    QLabel *m_problem;
    QButtonGroup *m_modes;
    QTimer m_flashEnd;
    LibrarySession *m_session = nullptr;
    std::optional<Name> m_name;
    QString m_problemText;
};

} // namespace pulse::ui
