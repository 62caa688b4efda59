// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <functional>

namespace pulse::ui {

/// A field for a name that says below itself which rule the text breaks, while it is typed, and lets nothing broken
/// out: `hasAcceptableInput` is false until the name can be used.
class NameEditor : public QLineEdit
{
    Q_OBJECT

public:
    /// Says what is wrong with a text; empty when nothing is.
    using Check = std::function<QString(const QString &text)>;

    NameEditor(Check check, QWidget *parent);

    /// What is wrong with the text as it stands.
    [[nodiscard]] QString problem() const;

protected:
    bool event(QEvent *event) override;

private:
    void tell();
    void place();

    Check m_check;
    QLabel *m_message;
};

} // namespace pulse::ui
