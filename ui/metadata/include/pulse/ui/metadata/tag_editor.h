// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace pulse::ui {

class FlowLayout;

/// Tags as chips, each with a button that takes it off, and a field with completion for new ones. Enter or a comma
/// adds; Backspace in the empty field goes to the last chip.
class TagEditor : public QWidget
{
    Q_OBJECT

public:
    explicit TagEditor(QWidget *parent = nullptr);
    ~TagEditor() override;

    /// Replaces the chips; no signal.
    void setTags(const QStringList &tags);
    [[nodiscard]] const QStringList &tags() const { return m_tags; }
    /// What the field completes to.
    void setKnownTags(const QStringList &tags);
    void setReadOnly(bool readOnly);

    [[nodiscard]] QLineEdit *field() const { return m_field; }

signals:
    void tagAdded(const QString &tag);
    void tagRemoved(const QString &tag);
    /// What was typed is no tag, with the reason; empty when the field is fine again.
    void invalid(const QString &reason);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild();
    void addTyped();

    QStringList m_tags;
    FlowLayout *m_flow;
    QLineEdit *m_field;
    QStringListModel *m_known;
    bool m_readOnly = false;
};

} // namespace pulse::ui
