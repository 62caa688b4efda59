// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/profiles.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace pulse::ui {

/// What a library is called, and how it is used.
class NameForm : public QWidget
{
    Q_OBJECT

public:
    explicit NameForm(QWidget *parent = nullptr);

    /// `isRemote`: it is synchronised.
    void show(const LibraryProfile &profile, const QStringList &taken, bool isRemote, bool isDefault);
    void apply(LibraryProfile &profile) const;
    [[nodiscard]] QString problem() const; ///< a sentence; empty when all is well
    [[nodiscard]] bool isDefault() const;
    [[nodiscard]] QLineEdit *nameLine() const { return m_name; }

signals:
    void changed();

private:
    void showState();

    QStringList m_taken;
    QFormLayout *m_form;
    QLineEdit *m_name;
    QSpinBox *m_minutes;
    QCheckBox *m_writeThrough;
    QCheckBox *m_readOnly;
    QCheckBox *m_default;
    QLabel *m_problem;
    bool m_isRemote = false;
    bool m_wasShown = false;
};

} // namespace pulse::ui
