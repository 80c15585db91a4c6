*** Settings ***
Documentation       The smallest robot: it notes when it begins an item, sleeps as long as the item says, and hands it over.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             resources/Tiny.py


*** Tasks ***
Handle Items
    [Documentation]    One item after the other.
    For Each Input Work Item    Handle One Item

Wait Alone
    [Documentation]    A run without items.
    Note Beginning    ${CURDIR}    alone


*** Keywords ***
Handle One Item
    [Documentation]    Its payload: mark (a folder), reference and seconds.
    ${payload} =    Get Work Item Payload
    Note Beginning    ${payload}[mark]    ${payload}[reference]
    Sleep    ${payload}[seconds]
    Release Input Work Item    FAILED    BUSINESS    to_a_person    The smallest robot decides nothing.
